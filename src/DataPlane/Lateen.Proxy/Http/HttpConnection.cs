using Lateen.Net;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Http;

/// <summary>One downstream HTTP connection of either version: what its streams say of their client, and the statistics of its life.</summary>
abstract class HttpConnection : ITerminalFilter, ITimerHandler
{
    readonly HttpServer server;
    readonly IDownstream downstream;
    readonly LoopTimer timer;
    long startedAt;

    protected HttpConnection(HttpServer server, IDownstream downstream)
    {
        this.server = server;
        this.downstream = downstream;
        timer = new LoopTimer(this);
    }

    /// <summary>What the connection's requests say of their client.</summary>
    public ClientFacts Client { get; private set; } = null!;

    public NetAddress OriginalDestination => downstream.OriginalDestination;

    /// <summary>Bytes that a stream may keep in one direction.</summary>
    public int BufferLimit => downstream.BufferLimit;

    protected IConnection Connection { get; private set; } = null!;

    /// <summary>Nothing is read or answered any more.</summary>
    protected bool IsClosing { get; set; }

    protected HttpStats Stats => server.Stats;

    /// <summary>A connection whose version is fixed, or told by its protocol's name; otherwise its first bytes tell (Envoy's AUTO).</summary>
    public static HttpConnection Of(HttpServer server, IDownstream downstream, string? alpn) => server.Config.Codec switch
    {
        HttpCodecType.Http1 => new Http1Connection(server, downstream),
        HttpCodecType.Http2 => new Http2Connection(server, downstream),
        _ when alpn == "h2" => new Http2Connection(server, downstream),
        _ when !string.IsNullOrEmpty(alpn) => new Http1Connection(server, downstream),
        _ => new UndecidedConnection(server, downstream),
    };

    public void OnConnected(IConnection established)
    {
        server.Worker.Enter();
        Connection = established;
        Client = new ClientFacts(downstream.Info, server.Config.ClientCertDetails);
        startedAt = server.Loop.Now;
        Count(Stats.CxTotal);
        if (Client.Connection.IsTls)
            Count(Stats.CxSslTotal);
        server.Worker.Context.Stats.Increment(Stats.CxActive);
        OnBegun();
    }

    /// <summary>Takes a connection over that was counted already.</summary>
    public void TakeOver(HttpConnection from)
    {
        Connection = from.Connection;
        Client = from.Client;
        startedAt = from.startedAt;
        OnBegun();
    }

    public abstract void OnDraining();

    public abstract int OnReceived(ReadOnlySpan<byte> bytes);

    public abstract void OnReadClosed();

    public abstract void OnWritable();

    public abstract void OnClosed(CloseReason reason);

    /// <summary>The time given by <see cref="Arm"/> is over.</summary>
    public abstract void OnTimer(LoopTimer fired);

    /// <summary>Gives later filters' values, left by the connection's own filters, to a request.</summary>
    public void ShareState(StreamInfo info)
    {
        if (downstream.FilterState is not { Count: > 0 } state)
            return;
        foreach (var (key, value) in state)
            info.SetState(key, value);
    }

    protected abstract void OnBegun();

    /// <summary>Closes the connection once what was written has gone out.</summary>
    /// <param name="linger">Waits for the client to close, so that a reset does not destroy the last response on its way.</param>
    protected void Close(bool linger)
    {
        if (IsClosing)
            return;
        IsClosing = true;
        Disarm();
        Connection.Close(linger ? server.Config.DelayedCloseTimeout.Ticks * 100 : 0);
    }

    /// <summary>The connection has ended.</summary>
    protected void End(CloseReason reason)
    {
        var shard = server.Worker.Context.Stats;
        shard.Decrement(Stats.CxActive);
        Count(Stats.CxDestroy);
        shard.Add(Stats.CxRxBytes, Connection.BytesReceived);
        shard.Add(Stats.CxTxBytes, Connection.BytesSent);
        shard.Record(Stats.CxLengthMs, (server.Loop.Now - startedAt) / 1_000_000);
        downstream.Finish(reason);
    }

    /// <summary>Sets the connection's one timer anew.</summary>
    protected void Arm(TimeSpan time) => server.Loop.Schedule(timer, time.Ticks * 100);

    /// <summary>As <see cref="Arm"/>, for settings in which zero means for ever.</summary>
    protected void ArmUnlessZero(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
            Arm(time);
    }

    protected void Disarm() => server.Loop.Cancel(timer);

    protected void Count(Counter counter) => server.Worker.Context.Stats.Increment(counter);
}
