using Lateen.Net.Http;

namespace Lateen.Net.Http2;

/// <summary>
/// One stream of a session, from its head to <see cref="Release"/>, which every user calls once when it is done, or to OnReset. Sends what the windows allow
/// and keeps the rest: who sends looks at <see cref="IsAboveHighWatermark"/>.
/// </summary>
public sealed class Http2Stream
{
    Http2Session session = null!;

    internal Http2Stream(SlabPool slabs)
    {
        Waiting = new SlabChain(slabs);
        Held = new SlabChain(slabs);
    }

    /// <summary>Odd: clients open streams, servers none.</summary>
    public int Id { get; private set; }

    /// <summary>Whether the peer has sent its last byte.</summary>
    public bool IsRemoteClosed { get; internal set; }

    /// <summary>Whether our last byte was sent, or waits for a window.</summary>
    public bool IsEndQueued { get; internal set; }

    /// <summary>True while whoever sends should pause; OnWritable follows.</summary>
    public bool IsAboveHighWatermark => WantsWritable = Waiting.Length > session.Options.StreamBufferLimit || session.IsOutputFull;

    /// <summary>Bytes of frames written for this stream, headers of frames included.</summary>
    public long BytesWritten { get; internal set; }

    /// <summary>Bytes of frames received for this stream.</summary>
    public long BytesReceived { get; internal set; }

    internal IHttp2StreamHandler? Handler { get; set; }

    /// <summary>Where the peer's trailers go; the table of the head that was given.</summary>
    internal HeaderTable? Trailers { get; set; }

    /// <summary>Body of ours that waits for a window.</summary>
    internal SlabChain Waiting { get; }

    /// <summary>Trailers of ours that wait behind the body.</summary>
    internal RequestHead? WaitingTrailers { get; set; }

    /// <summary>Body of the peer's that came while the user took none.</summary>
    internal SlabChain Held { get; }

    internal bool IsLocalClosed { get; set; }

    internal bool IsPaused { get; private set; }

    internal bool IsEndHeld { get; set; }

    internal bool AreTrailersHeld { get; set; }

    internal bool WantsWritable { get; set; }

    internal bool IsHeadReceived { get; set; }

    /// <summary>Whether a final head was sent: a reset after it was not premature.</summary>
    internal bool IsAnswered { get; set; }

    /// <summary>Whether the request asked for a tunnel.</summary>
    internal bool IsTunnel { get; set; }

    /// <summary>Whether the request was an upgrade, said as an extended CONNECT.</summary>
    internal bool IsUpgrade { get; set; }

    /// <summary>What the upgrade was to.</summary>
    internal byte[] UpgradeProtocol { get; set; } = [];

    /// <summary>Differs for every use of this object.</summary>
    internal int Generation { get; private set; }

    /// <summary>Body bytes that are still announced; -1 when their number is open.</summary>
    internal long ExpectedBody { get; set; }

    /// <summary>What we may send.</summary>
    internal long SendWindow { get; set; }

    /// <summary>What the peer may send.</summary>
    internal int ReceiveWindow { get; set; }

    /// <summary>Consumed and not yet given back to the peer's window.</summary>
    internal int Unacknowledged { get; set; }

    internal long OpenedAt { get; set; }

    internal bool IsQueued { get; set; }

    internal Http2Stream? Next { get; set; }

    internal bool IsReleased => Handler is null;

    /// <summary>A response's head, final or interim; servers only.</summary>
    public void SendHead(ResponseHead head, bool endStream) => session.SendHead(this, head, endStream);

    /// <summary>A piece of body.</summary>
    public void SendData(ReadOnlySpan<byte> data, bool endStream) => session.SendData(this, data, endStream);

    /// <summary>The trailers, which end our side; an empty table ends it without.</summary>
    public void SendTrailers(HeaderTable trailers) => session.SendTrailers(this, trailers);

    /// <summary>Ends both sides at once. No event follows.</summary>
    public void Reset(Http2ErrorCode code) => session.Reset(this, code);

    /// <summary>What comes is kept from now on, up to the window.</summary>
    public void PauseReading() => IsPaused = true;

    /// <summary>Undoes <see cref="PauseReading"/>; what was kept is presented later, not inside this call.</summary>
    public void ResumeReading()
    {
        if (!IsPaused)
            return;
        IsPaused = false;
        if (!Held.IsEmpty || IsEndHeld)
            session.Inbound.DeliverLater(this);
    }

    /// <summary>
    /// The user is done: no event follows, and the user keeps no reference. What was sent still goes out; a side of ours that is still open is cut off, and
    /// the peer is asked to send no more.
    /// </summary>
    public void Release() => session.Release(this);

    internal void Begin(Http2Session owner, int id)
    {
        session = owner;
        Generation++;
        Id = id;
        Handler = null;
        Trailers = null;
        IsRemoteClosed = IsEndQueued = IsLocalClosed = IsPaused = IsEndHeld = AreTrailersHeld = WantsWritable = false;
        IsHeadReceived = IsAnswered = IsTunnel = IsUpgrade = IsQueued = false;
        ExpectedBody = -1;
        BytesWritten = BytesReceived = 0;
        Unacknowledged = 0;
        Next = null;
    }

    /// <summary>Gives back what it holds; the rest is forgotten with the next Begin.</summary>
    internal void Clear(HeadPool heads)
    {
        Generation++;
        Waiting.Clear();
        Held.Clear();
        if (WaitingTrailers is { } trailers)
            heads.Return(trailers);
        WaitingTrailers = null;
        Handler = null;
        Trailers = null;
    }
}
