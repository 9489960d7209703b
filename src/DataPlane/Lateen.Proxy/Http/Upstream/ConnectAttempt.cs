using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>A connection of a pool while it is being made. When it stands its version is known: configured, or agreed on by ALPN.</summary>
sealed class ConnectAttempt : IConnectionHandler
{
    readonly HttpPool pool;
    readonly HostState host;
    UpstreamConnection? upstream;

    ConnectAttempt(HttpPool pool, HostState host) => (this.pool, this.host) = (pool, host);

    /// <summary>False when a limit on connections forbids it.</summary>
    public static bool TryStart(HttpPool pool, HostState host, in UpstreamConnectRequest request)
    {
        var attempt = new ConnectAttempt(pool, host);
        attempt.upstream = UpstreamConnection.TryOpen(pool.Worker.Context, pool.Cluster, host, request, attempt);
        return attempt.upstream is not null;
    }

    public void OnConnected(IConnection connection)
    {
        pool.Worker.Enter();
        var isHttp2 = pool.Protocol == UpstreamProtocol.Http2 || (pool.Protocol == UpstreamProtocol.Negotiated && connection.Tls?.Alpn == "h2");
        PooledClient client = isHttp2 ? new Http2Client(pool, upstream!) : new Http1Client(pool, upstream!);
        connection.Handler = client;
        client.OnConnected(connection);
        pool.OnConnected(client);
    }

    public int OnReceived(ReadOnlySpan<byte> bytes) => 0;

    public void OnReadClosed()
    {
    }

    public void OnWritable()
    {
    }

    public void OnClosed(CloseReason reason)
    {
        pool.Worker.Enter();
        var failure = upstream!.Failure == UpstreamFailure.ConnectTimeout ? ResetReason.ConnectionTimeout : ResetReason.RemoteConnectionFailure;
        pool.OnConnectFailed(host, failure, upstream.FailureReason);
    }
}
