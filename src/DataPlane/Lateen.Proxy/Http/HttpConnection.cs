using Lateen.Net;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Http;

/// <summary>One downstream HTTP connection of either version: what its streams say of their client, and the statistics of its life.</summary>
abstract class HttpConnection(HttpServer server, IDownstream downstream) : ITerminalFilter
{
    long startedAt;

    /// <summary>What the connection's requests say of their client.</summary>
    public ClientFacts Client { get; private set; } = null!;

    public NetAddress OriginalDestination => downstream.OriginalDestination;

    /// <summary>Bytes that a stream may keep in one direction.</summary>
    public int BufferLimit => downstream.BufferLimit;

    protected IConnection Connection { get; private set; } = null!;

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

    /// <summary>Gives later filters' values, left by the connection's own filters, to a request.</summary>
    public void ShareState(StreamInfo info)
    {
        if (downstream.FilterState is not { Count: > 0 } state)
            return;
        foreach (var (key, value) in state)
            info.SetState(key, value);
    }

    protected abstract void OnBegun();

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

    protected void Count(Counter counter) => server.Worker.Context.Stats.Increment(counter);
}
