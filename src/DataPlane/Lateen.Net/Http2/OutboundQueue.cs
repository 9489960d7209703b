namespace Lateen.Net.Http2;

/// <summary>
/// Body under flow control: what the windows allow goes out, the rest waits in its stream. Streams that wait for the connection's window
/// take turns, a frame each.
/// </summary>
sealed class OutboundQueue(Http2Session session)
{
    Http2Stream? first;
    Http2Stream? last;

    /// <summary>What we may send on the whole connection.</summary>
    public long Window { get; set; } = 65535;

    /// <summary>Sends or keeps.</summary>
    public void Send(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (stream.Waiting.IsEmpty)
            data = SendNow(stream, data, endStream);
        if (stream.IsLocalClosed || (data.IsEmpty && !endStream))
            return;
        stream.Waiting.Append(data);
        stream.IsEndQueued |= endStream;
        EnqueueIfBlocked(stream);
    }

    /// <summary>A window of this stream, or its initial one, has grown.</summary>
    public void OnStreamWindow(Http2Stream stream)
    {
        if (!stream.IsQueued && HasWaiting(stream))
            EnqueueIfBlocked(stream);
        Flush();
    }

    /// <summary>Sends what the connection's window allows.</summary>
    public void Flush()
    {
        while (first is { } stream && (Window > 0 || stream.Waiting.IsEmpty))
        {
            first = stream.Next;
            if (first is null)
                last = null;
            stream.Next = null;
            stream.IsQueued = false;
            SendTurn(stream);
        }
    }

    public void Remove(Http2Stream stream)
    {
        if (!stream.IsQueued)
            return;
        stream.IsQueued = false;
        Http2Stream? before = null;
        for (var at = first; at != stream; at = at!.Next)
            before = at;
        if (before is null)
            first = stream.Next;
        else
            before.Next = stream.Next;
        if (last == stream)
            last = before;
        stream.Next = null;
    }

    static bool HasWaiting(Http2Stream stream) => !stream.Waiting.IsEmpty || (stream.IsEndQueued && !stream.IsLocalClosed && stream.WaitingTrailers is null);

    // Only who can send once the connection's window opens stands in the queue; who waits for the stream's own comes back with it.
    void EnqueueIfBlocked(Http2Stream stream)
    {
        if (stream.IsQueued || (stream.SendWindow <= 0 && !stream.Waiting.IsEmpty))
            return;
        stream.IsQueued = true;
        if (last is { } tail)
            tail.Next = stream;
        else
            first = stream;
        last = stream;
    }

    // A window may be negative: the peer can shrink that of open streams (RFC 9113 section 6.9.2).
    int Allowed(Http2Stream stream) => (int)Math.Clamp(Math.Min(stream.SendWindow, Window), 0, FrameWriter.MaxPayload);

    void SendTurn(Http2Stream stream)
    {
        var part = stream.Waiting.First;
        var allowed = Allowed(stream);
        if (allowed == 0 && !part.IsEmpty)
            return;
        part = part[..Math.Min(part.Length, allowed)];
        var isLast = part.Length == stream.Waiting.Length;
        Write(stream, part, isLast && stream.IsEndQueued && stream.WaitingTrailers is null);
        stream.Waiting.Consume(part.Length);
        if (!isLast)
            EnqueueIfBlocked(stream);
        session.OnSent(stream);
    }

    ReadOnlySpan<byte> SendNow(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        do
        {
            var allowed = Allowed(stream);
            if (allowed == 0 && !data.IsEmpty)
                return data;
            var part = data[..Math.Min(data.Length, allowed)];
            data = data[part.Length..];
            Write(stream, part, endStream && data.IsEmpty);
        }
        while (!data.IsEmpty);
        return data;
    }

    void Write(Http2Stream stream, ReadOnlySpan<byte> part, bool endStream)
    {
        session.Frames.WriteData(stream.Id, part, endStream);
        session.Guard.OnDataSent();
        stream.BytesWritten += part.Length + FrameHeader.Bytes;
        stream.SendWindow -= part.Length;
        Window -= part.Length;
        if (endStream)
            stream.IsEndQueued = stream.IsLocalClosed = true;
    }
}
