namespace Lateen.Proxy.Http;

/// <summary>Requests: filters in the configured order; the last one, the router, sends them on, so nothing comes behind it.</summary>
sealed class DecodeWalk(HttpStream stream) : FilterWalk(stream)
{
    protected override int Count => Stream.Slots.Length;

    protected override int Limit => Stream.BufferLimit;

    protected override bool IsActive(int position) => Stream.Slots[position].IsActive;

    protected override FilterHeadersStatus CallHeaders(int position, bool endStream) =>
        Stream.Slots[position].Filter.DecodeHeaders(Stream.Request!, endStream);

    protected override FilterDataStatus CallData(int position, ReadOnlySpan<byte> data, bool endStream) =>
        Stream.Slots[position].Filter.DecodeData(data, endStream);

    protected override FilterTrailersStatus CallTrailers(int position) => Stream.Slots[position].Filter.DecodeTrailers(Stream.Request!.Trailers);

    protected override void SinkHeaders(bool endStream)
    {
    }

    protected override void SinkData(ReadOnlySpan<byte> data, bool endStream)
    {
    }

    protected override void SinkTrailers()
    {
    }

    protected override void OnOverflow() => Stream.SendLocalReply(LocalReplies.PayloadTooLarge);

    protected override void PauseSource() => Stream.PauseRequest();

    protected override void ResumeSource() => Stream.ResumeRequest();
}
