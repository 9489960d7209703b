using Lateen.Core;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http2;

namespace Lateen.Proxy.Http;

/// <summary>
/// One downstream HTTP/2 connection. It ends gracefully, in two steps, when its filter chain drains, when it was idle or served long enough: first it asks for no more
/// streams, after the drain time it takes none, and the last one closes it.
/// </summary>
sealed class Http2Connection : HttpConnection, IHttp2SessionHandler
{
    /// <summary>How long a finished response may wait for the client's window when streams have no idle timeout.</summary>
    static readonly TimeSpan FlushTimeout = TimeSpan.FromMinutes(5);

    readonly HttpServer server;
    readonly IDownstream downstream;
    Http2Session session = null!;
    Http2Keepalive? keepalive;
    int activeRequests;
    uint requests;
    DrainStep drain;

    public Http2Connection(HttpServer server, IDownstream downstream)
        : base(server, downstream)
    {
        this.server = server;
        this.downstream = downstream;
    }

    /// <summary>Whether the client is gone: streams that end now are cut off by it.</summary>
    public bool IsGone { get; private set; }

    public override void OnDraining()
    {
        server.Worker.Enter();
        BeginDrain();
    }

    public override int OnReceived(ReadOnlySpan<byte> bytes)
    {
        server.Worker.Enter();
        return IsClosing ? bytes.Length : session.Receive(bytes);
    }

    public override void OnReadClosed()
    {
        server.Worker.Enter();
        IsGone = true;
        session.OnClosed(Http2ErrorCode.NoError);
        Close(linger: false);
    }

    public override void OnWritable()
    {
        server.Worker.Enter();
        session.OnWritable();
    }

    public override void OnClosed(CloseReason reason)
    {
        server.Worker.Enter();
        IsClosing = IsGone = true;
        Disarm();
        keepalive?.Stop();
        session.OnClosed(Http2ErrorCode.NoError);
        server.Worker.Context.Stats.Decrement(Stats.CxHttp2Active);
        End(reason);
    }

    public override void OnTimer(LoopTimer fired)
    {
        server.Worker.Enter();
        if (IsClosing)
            return;
        if (drain == DrainStep.Announced)
            CompleteDrain();
        else if (activeRequests > 0)
            return;
        else if (session.ActiveStreams > 0)
            session.ResetReleased();
        else
            OnIdle();
    }

    /// <summary>A response begins.</summary>
    public void OnResponse(bool isSwitching)
    {
        if (isSwitching)
            Count(Stats.CxUpgradesTotal);
        if (downstream.IsDraining)
            BeginDrain();
    }

    /// <summary>A request is over.</summary>
    public void OnStreamFinished()
    {
        activeRequests--;
        if (!IsClosing && activeRequests == 0)
            ArmIdle();
    }

    public IHttp2StreamHandler OnRequest(Http2Stream stream, RequestHead head, bool endStream)
    {
        Count(Stats.RqHttp2Total);
        activeRequests++;
        requests++;
        if (activeRequests == 1 && drain == DrainStep.None)
            Disarm();
        var created = server.RentServerStream();
        if (server.Config.MaxRequestsPerConnection > 0 && requests >= server.Config.MaxRequestsPerConnection && drain == DrainStep.None)
        {
            Count(Stats.CxMaxRequestsReached);
            BeginDrain();
        }

        created.Begin(this, stream, head, endStream);
        return created;
    }

    public void OnRequestRefused(Http2Error error)
    {
        Count(Stats.RqHttp2Total);
        activeRequests++;
        var isLimit = error is Http2Error.TooManyHeaders or Http2Error.HeadersTooLarge or Http2Error.UnexpectedUnderscore;
        server.RentServerStream().BeginBroken(this, error.Details(), isLimit ? ResponseFlag.DownstreamRemoteReset : ResponseFlag.DownstreamProtocolError);
    }

    public void OnSettings()
    {
    }

    public void OnGoAway(int lastStreamId, Http2ErrorCode code)
    {
    }

    public void OnPingAck() => keepalive?.OnAnswer();

    public void OnStreamClosed()
    {
        if (drain == DrainStep.Completed && session.ActiveStreams == 0)
            Close(linger: true);
    }

    public void OnFailed(Http2Error error)
    {
        Count(Stats.CxProtocolError);
        if (error == Http2Error.PrematureResets)
            Count(Stats.RqTooManyPrematureResets);
        Close(linger: true);
    }

    protected override void OnBegun()
    {
        Count(Stats.CxHttp2Total);
        server.Worker.Context.Stats.Increment(Stats.CxHttp2Active);
        session = new Http2Session(isServer: true, server.Http2, server.Worker.Http2, Connection, this);
        session.Start();
        keepalive = Http2Keepalive.Start(server.Worker, session, server.Http2, OnDead);
        ArmIdle();
    }

    void OnDead()
    {
        Count(Stats.Http2KeepaliveTimeout);
        Connection.Abort();
    }

    void OnIdle()
    {
        if (drain == DrainStep.None)
            Count(Stats.CxIdleTimeout);
        BeginDrain();
    }

    void BeginDrain()
    {
        if (IsClosing || drain != DrainStep.None)
            return;
        drain = DrainStep.Announced;
        session.BeginShutdown();
        Arm(server.Config.DrainTimeout);
    }

    void CompleteDrain()
    {
        drain = DrainStep.Completed;
        session.CompleteShutdown();
        if (session.ActiveStreams == 0)
            Close(linger: true);
        else if (activeRequests == 0)
            ArmIdle();
    }

    // With responses still waiting for the client's window it is they who must not wait for ever.
    void ArmIdle()
    {
        if (drain == DrainStep.Announced)
            return;
        var flush = server.Config.StreamIdleTimeout > TimeSpan.Zero ? server.Config.StreamIdleTimeout : FlushTimeout;
        ArmUnlessZero(session.ActiveStreams > 0 ? flush : server.Config.IdleTimeout);
    }

    enum DrainStep : byte
    {
        None,

        /// <summary>The client was asked for no more streams; those that it opens are served.</summary>
        Announced,

        /// <summary>No further stream is served.</summary>
        Completed,
    }
}
