using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http2;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>One HTTP/2 connection to an upstream host, with as many requests at once as both sides allow.</summary>
sealed class Http2Client : PooledClient, IHttp2SessionHandler
{
    readonly Http2Session session;
    Http2Keepalive? keepalive;
    bool isDraining;

    public Http2Client(HttpPool pool, UpstreamConnection upstream)
        : base(pool, upstream) =>
        session = new Http2Session(isServer: false, pool.Config.Http2, pool.Worker.Http2, Connection, this);

    public override int Free => IsClosing || isDraining || IsWornOut || !session.CanOpen ? 0 : Math.Max(0, Capacity - Active);

    public override int Active => ActiveExchanges;

    // Before the server has spoken it is taken to allow what its other connections did.
    public override int Capacity => session.HasPeerSettings
        ? (int)Math.Min((uint)Pool.Config.Http2.MaxConcurrentStreams, session.PeerMaxConcurrentStreams)
        : Pool.Capacity;

    /// <summary>Whether the connection has ended under its exchanges.</summary>
    public bool IsGone { get; private set; }

    int ActiveExchanges { get; set; }

    public override void Start(UpstreamRequest request)
    {
        ActiveExchanges++;
        Served++;
        request.StartExchange(this);
    }

    /// <summary>Sends a request's head.</summary>
    public Http2Stream? Open(RequestHead head, bool endStream, IHttp2StreamHandler exchange) =>
        IsClosing || !session.CanOpen ? null : session.Open(head, endStream, exchange);

    /// <summary>An exchange is over: another may take its place.</summary>
    public void OnExchangeEnded()
    {
        ActiveExchanges--;
        if (IsClosing)
            return;
        if (ActiveExchanges == 0 && (isDraining || IsWornOut || session.IsGoingAway))
            Close();
        else
            Pool.OnFree(this);
    }

    public override void Drain()
    {
        isDraining = true;
        if (ActiveExchanges == 0 && !IsClosing)
            Close();
    }

    public override void OnConnected(IConnection connection)
    {
        Worker.Context.Stats.Increment(Pool.Cluster.Cluster.Stats.CxHttp2Total);
        session.Start();
        keepalive = Http2Keepalive.Start(Worker, session, Pool.Config.Http2, connection.Abort);
    }

    public override int OnReceived(ReadOnlySpan<byte> bytes)
    {
        Worker.Enter();
        return IsClosing ? bytes.Length : session.Receive(bytes);
    }

    public override void OnReadClosed()
    {
        Worker.Enter();
        Close();
    }

    public override void OnWritable()
    {
        Worker.Enter();
        session.OnWritable();
    }

    public IHttp2StreamHandler OnRequest(Http2Stream stream, RequestHead head, bool endStream) =>
        throw new InvalidOperationException("A client's session has no requests to serve.");

    public void OnRequestRefused(Http2Error error)
    {
    }

    public void OnSettings() => Pool.OnCapacity(this);

    public void OnGoAway(int lastStreamId, Http2ErrorCode code)
    {
        Pool.OnFull(this);
        if (ActiveExchanges == 0 && !IsClosing)
            Close();
    }

    public void OnPingAck() => keepalive?.OnAnswer();

    public void OnStreamClosed()
    {
    }

    public void OnFailed(Http2Error error)
    {
        Worker.Context.Stats.Increment(Pool.Cluster.Cluster.Stats.CxProtocolError);
        // The goodbye is worth sending: it tells the server what it did wrong.
        IsClosing = true;
        Connection.Close();
    }

    protected override void OnGone(CloseReason reason)
    {
        IsGone = true;
        keepalive?.Stop();
        session.OnClosed(Http2ErrorCode.Cancel);
    }
}
