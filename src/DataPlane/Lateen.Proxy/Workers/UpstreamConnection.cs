using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Workers;

/// <summary>
/// One connection to an upstream host, from the reservation of its place to the release of it. While it connects this object handles it (timeout, handshake,
/// upstream filters); then the user's handler takes over directly and gets OnConnected, or OnClosed when it failed. After a success the
/// handler's OnClosed must call <see cref="Release"/>.
/// </summary>
public sealed class UpstreamConnection : IConnectionHandler, ITimerHandler
{
    readonly WorkerContext worker;
    readonly CircuitBreaker breaker;
    readonly UpstreamConnectRequest request;
    readonly IConnectionHandler handler;
    readonly LoopTimer timeout;
    readonly long startedAt;
    NetworkFilterContext? filterContext;
    IReadFilter? filter;
    int nextFilter;
    bool isReleased;

    UpstreamConnection(WorkerContext worker, WorkerCluster cluster, HostState host, in UpstreamConnectRequest request, IConnectionHandler handler)
    {
        this.worker = worker;
        this.request = request;
        this.handler = handler;
        Cluster = cluster.Cluster;
        Host = host;
        breaker = Cluster.Breaker(request.Priority);
        timeout = new LoopTimer(this);
        startedAt = worker.Loop.Now;
    }

    public Cluster Cluster { get; }

    public HostState Host { get; }

    /// <summary>What the user's handler talks to.</summary>
    public IConnection Connection { get; private set; } = null!;

    public bool IsOpen { get; private set; }

    /// <summary>Meaningful in the OnClosed of a connection that never opened.</summary>
    public UpstreamFailure Failure { get; private set; }

    /// <summary>The transport's words for the failure, such as `delayed connect error: Connection refused`; null when there are none.</summary>
    public string? FailureReason { get; private set; }

    /// <summary>Null when a limit on connections is reached (UO).</summary>
    public static UpstreamConnection? TryOpen(WorkerContext worker, WorkerCluster cluster, HostState host, in UpstreamConnectRequest request, IConnectionHandler handler)
    {
        var connection = new UpstreamConnection(worker, cluster, host, request, handler);
        if (!connection.TryReserve())
        {
            worker.Stats.Increment(cluster.Cluster.Stats.CxOverflow);
            return null;
        }
        connection.Start();
        return connection;
    }

    /// <summary>Gives the place back, once, and counts the end. A second call does nothing.</summary>
    /// <param name="reason">How the connection ended.</param>
    /// <param name="hadActiveRequest">True when a request was cut short.</param>
    public void Release(CloseReason reason, bool hadActiveRequest = false)
    {
        if (isReleased) return;
        isReleased = true;
        worker.Loop.Cancel(timeout);
        breaker.Connections.Release();
        Host.Host.ActiveConnections.Release();
        var stats = worker.Stats;
        stats.Decrement(Cluster.Stats.CxActive);
        stats.Increment(Cluster.Stats.CxDestroy);
        stats.Increment(reason.IsRemote ? Cluster.Stats.CxDestroyRemote : Cluster.Stats.CxDestroyLocal);
        if (hadActiveRequest) stats.Increment(Cluster.Stats.CxDestroyWithActiveRequest);
        stats.Add(Cluster.Stats.CxRxBytes, Connection.BytesReceived);
        stats.Add(Cluster.Stats.CxTxBytes, Connection.BytesSent);
        stats.Record(Cluster.Stats.CxLengthMs, (worker.Loop.Now - startedAt) / 1_000_000);
    }

    bool TryReserve()
    {
        if (request.MayExceedLimit) breaker.Connections.Add();
        else if (!breaker.TryReserveConnection()) return false;
        if (Host.Host.ActiveConnections.TryReserve(Cluster.Config.MaxConnectionsPerHost ?? uint.MaxValue)) return true;
        breaker.Connections.Release();
        return false;
    }

    void Start()
    {
        worker.Stats.Increment(Cluster.Stats.CxTotal);
        worker.Stats.Increment(Cluster.Stats.CxActive);
        Host.Host.Totals.AddConnection();
        worker.Loop.Schedule(timeout, Cluster.Config.ConnectTimeout.Ticks * 100);
        var options = new ConnectOptions(Host.Host.Address)
        {
            Source = Cluster.Config.SourceAddress,
            Mark = Cluster.Config.SocketMark != 0 ? Cluster.Config.SocketMark : worker.OutboundMark,
            KeepAlive = Cluster.Config.TcpKeepAlive,
        };
        Connection = worker.Transports.Upstream(Host.TransportSocket).Connect(worker.Loop, options, TransportOptions(), this);
        var limit = Cluster.Config.PerConnectionBufferLimit;
        Connection.SetWatermarks(limit / 2, limit);
    }

    UpstreamTransportOptions TransportOptions() =>
        request.Transport.ServerName is null && Host.TransportSocket is UpstreamTlsConfig { AutoHostServerName: true } && Host.Endpoint.Hostname.Length > 0
            ? request.Transport with { ServerName = Host.Endpoint.Hostname }
            : request.Transport;

    void IConnectionHandler.OnConnected(IConnection connection)
    {
        Connection = connection;
        if (request.StreamInfo is null || Cluster.Config.NetworkFilters.IsEmpty)
        {
            Open();
            return;
        }
        filterContext = new NetworkFilterContext(connection, request.StreamInfo, worker.Stats, worker.Index);
        RunFilters([], out _);
    }

    int IConnectionHandler.OnReceived(ReadOnlySpan<byte> bytes)
    {
        RunFilters(bytes, out var consumed);
        return consumed;
    }

    void IConnectionHandler.OnReadClosed() => Fail(UpstreamFailure.Filter, "closed by the upstream before its filters were done");

    void IConnectionHandler.OnWritable()
    {
    }

    void IConnectionHandler.OnClosed(CloseReason reason)
    {
        if (Failure == UpstreamFailure.None)
        {
            Failure = UpstreamFailure.ConnectFailed;
            FailureReason = reason.Detail ?? ConnectErrorText.Of(reason.Errno);
        }
        worker.Stats.Increment(Cluster.Stats.CxConnectFail);
        Host.Host.Totals.AddConnectFailure();
        Release(reason);
        handler.OnClosed(reason);
    }

    void ITimerHandler.OnTimer(LoopTimer timer)
    {
        worker.Stats.Increment(Cluster.Stats.CxConnectTimeout);
        Fail(UpstreamFailure.ConnectTimeout, null);
    }

    void RunFilters(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = 0;
        var status = filter is null ? StartNextFilter() : Receive(bytes, ref consumed);
        while (status == ReadFilterStatus.Continue && nextFilter < Cluster.Config.NetworkFilters.Length) status = StartNextFilter();
        if (status == ReadFilterStatus.Continue) Open();
        else if (status == ReadFilterStatus.Close) Fail(UpstreamFailure.Filter, null);
    }

    ReadFilterStatus StartNextFilter()
    {
        filter = Cluster.Config.NetworkFilters[nextFilter++].Create();
        return filter.OnConnected(filterContext!);
    }

    ReadFilterStatus Receive(ReadOnlySpan<byte> bytes, ref int consumed)
    {
        var status = filter!.OnReceived(filterContext!, bytes, out var taken);
        consumed += taken;
        return status;
    }

    void Open()
    {
        IsOpen = true;
        worker.Loop.Cancel(timeout);
        worker.Stats.Record(Cluster.Stats.CxConnectMs, (worker.Loop.Now - startedAt) / 1_000_000);
        Connection.Handler = handler;
        handler.OnConnected(Connection);
    }

    void Fail(UpstreamFailure failure, string? reason)
    {
        Failure = failure;
        FailureReason = reason;
        Connection.Abort();
    }
}
