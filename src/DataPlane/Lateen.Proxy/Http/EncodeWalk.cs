namespace Lateen.Proxy.Http;

/// <summary>Responses: filters in the reverse order, and behind the last one the connection.</summary>
sealed class EncodeWalk(HttpStream stream) : FilterWalk(stream)
{
    protected override int Count => Stream.Slots.Length;

    protected override int Limit => Stream.BufferLimit;

    FilterSlot Slot(int position) => Stream.Slots[Stream.Slots.Length - 1 - position];

    protected override bool IsActive(int position) => Slot(position).IsActive;

    protected override FilterHeadersStatus CallHeaders(int position, bool endStream) => Slot(position).Filter.EncodeHeaders(Stream.Response!, endStream);

    protected override FilterDataStatus CallData(int position, ReadOnlySpan<byte> data, bool endStream) => Slot(position).Filter.EncodeData(data, endStream);

    protected override FilterTrailersStatus CallTrailers(int position) => Slot(position).Filter.EncodeTrailers(Stream.Response!.Trailers);

    protected override void SinkHeaders(bool endStream) => Stream.WriteHead(endStream);

    protected override void SinkData(ReadOnlySpan<byte> data, bool endStream) => Stream.WriteData(data, endStream);

    protected override void SinkTrailers() => Stream.WriteTrailers();

    protected override void OnOverflow() => Stream.SendLocalReply(LocalReplies.ResponseTooLarge);

    protected override void PauseSource() => Stream.PauseResponse();

    protected override void ResumeSource() => Stream.ResumeResponse();
}
