namespace Lateen.Net.Http2;

/// <summary>Body on its way to the streams' users: what they don't take yet is kept, and windows are given back as they take it.</summary>
sealed class InboundQueue(Http2Session session, IEventLoop loop)
{
    readonly List<Http2Stream> toDeliver = [];
    int unacknowledged;
    bool isDeliveryPosted;

    /// <summary>What the peer may send on the whole connection.</summary>
    public int Window { get; set; } = session.Options.ConnectionWindow;

    /// <summary>Counts body as consumed and gives windows back in large steps.</summary>
    public void Acknowledge(Http2Stream? stream, int bytes)
    {
        unacknowledged += bytes;
        if (unacknowledged >= session.Options.ConnectionWindow / 2 && !session.IsFailed)
        {
            session.Frames.WriteWindowUpdate(0, unacknowledged);
            Window += unacknowledged;
            unacknowledged = 0;
        }

        if (stream is null || stream.IsRemoteClosed || session.IsFailed)
            return;
        stream.Unacknowledged += bytes;
        if (stream.Unacknowledged < session.Options.StreamWindow / 2)
            return;
        session.Frames.WriteWindowUpdate(stream.Id, stream.Unacknowledged);
        stream.ReceiveWindow += stream.Unacknowledged;
        stream.Unacknowledged = 0;
    }

    /// <summary>Hands body to the stream's user, or keeps it while he has paused.</summary>
    public void Deliver(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (stream.Handler is not { } handler)
        {
            Acknowledge(stream, data.Length);
            return;
        }

        if (stream.IsPaused || !stream.Held.IsEmpty)
        {
            stream.Held.Append(data);
            stream.IsEndHeld |= endStream;
            return;
        }

        Acknowledge(stream, data.Length);
        handler.OnData(data, endStream);
    }

    public void DeliverTrailers(Http2Stream stream)
    {
        if (stream.IsPaused || !stream.Held.IsEmpty)
            stream.IsEndHeld = stream.AreTrailersHeld = true;
        else
            stream.Handler?.OnTrailers();
    }

    /// <summary>The user takes body again: what was kept comes in a call of its own.</summary>
    public void DeliverLater(Http2Stream stream)
    {
        if (!toDeliver.Contains(stream))
            toDeliver.Add(stream);
        if (isDeliveryPosted)
            return;
        isDeliveryPosted = true;
        loop.Post(static queue => ((InboundQueue)queue!).DeliverHeld(), this);
    }

    public void Forget(Http2Stream stream) => toDeliver.Remove(stream);

    void DeliverHeld()
    {
        isDeliveryPosted = false;
        for (var turns = toDeliver.Count; turns > 0 && toDeliver.Count > 0; turns--)
        {
            var stream = toDeliver[0];
            toDeliver.RemoveAt(0);
            DeliverHeld(stream);
        }
    }

    void DeliverHeld(Http2Stream stream)
    {
        var generation = stream.Generation;
        while (stream is { IsPaused: false, IsReleased: false } && !stream.Held.IsEmpty)
        {
            var part = stream.Held.First;
            var isLast = part.Length == stream.Held.Length && stream.IsEndHeld && !stream.AreTrailersHeld;
            Acknowledge(stream, part.Length);
            stream.Handler!.OnData(part, isLast);
            // The user may be done with it, and another may use it by now.
            if (stream.Generation != generation || stream.IsReleased)
                return;
            stream.Held.Consume(part.Length);
            if (isLast)
                stream.IsEndHeld = false;
        }

        if (stream is not { IsPaused: false, IsReleased: false, IsEndHeld: true })
            return;
        stream.IsEndHeld = false;
        if (stream.AreTrailersHeld)
            stream.Handler!.OnTrailers();
        else
            stream.Handler!.OnData([], endStream: true);
    }
}
