using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>One open connection of a pool, of either version: how many requests it takes at once, how long it may be idle, and how it ends.</summary>
abstract class PooledClient : IConnectionHandler, ITimerHandler
{
    readonly LoopTimer idleTimer;
    readonly UpstreamConnection upstream;
    string? localAddress;

    protected PooledClient(HttpPool pool, UpstreamConnection upstream)
    {
        Pool = pool;
        this.upstream = upstream;
        Connection = upstream.Connection;
        idleTimer = new LoopTimer(this);
    }

    public HostState Host => upstream.Host;

    /// <summary>Requests that can be started now.</summary>
    public abstract int Free { get; }

    /// <summary>Requests under way.</summary>
    public abstract int Active { get; }

    /// <summary>Requests that a connection of this kind takes at once, as far as is known.</summary>
    public abstract int Capacity { get; }

    /// <summary>Whether the pool has it among those that can take requests.</summary>
    public bool IsReady { get; set; }

    public PooledClient? NextReady { get; set; }

    public PooledClient? PreviousReady { get; set; }

    public string LocalAddressText => localAddress ??= Connection.LocalAddress.ToString();

    public ITlsSession? Tls => Connection.Tls;

    public bool IsAboveHighWatermark => Connection.IsAboveHighWatermark;

    protected HttpPool Pool { get; }

    protected HttpWorker Worker => Pool.Worker;

    protected IConnection Connection { get; }

    /// <summary>Closing, or closed: of no use for requests.</summary>
    protected bool IsClosing { get; set; }

    /// <summary>Whether it has served as many requests as it may.</summary>
    protected bool IsWornOut => Pool.Config.MaxRequestsPerConnection > 0 && Served >= Pool.Config.MaxRequestsPerConnection;

    protected uint Served { get; set; }

    /// <summary>Begins an exchange; only while there is room.</summary>
    public abstract void Start(UpstreamRequest request);

    /// <summary>No new requests will come: closes once the last one is over.</summary>
    public abstract void Drain();

    /// <summary>Closes. What the server has not taken by now is of no use to it.</summary>
    public void Close()
    {
        IsClosing = true;
        if (Connection.PendingBytes > 0)
            Connection.Abort();
        else
            Connection.Close();
    }

    public void ArmIdleTimeout()
    {
        if (Pool.Config.IdleTimeout > TimeSpan.Zero)
            Worker.Context.Loop.Schedule(idleTimer, Pool.Config.IdleTimeout.Ticks * 100);
    }

    public void CancelIdleTimeout() => Worker.Context.Loop.Cancel(idleTimer);

    /// <summary>The connection stands.</summary>
    public abstract void OnConnected(IConnection connection);

    public abstract int OnReceived(ReadOnlySpan<byte> bytes);

    public abstract void OnReadClosed();

    public abstract void OnWritable();

    public void OnClosed(CloseReason reason)
    {
        Worker.Enter();
        CancelIdleTimeout();
        IsClosing = true;
        upstream.Release(reason, Active > 0);
        Pool.OnClosed(this);
        OnGone(reason);
    }

    void ITimerHandler.OnTimer(LoopTimer timer)
    {
        Worker.Enter();
        Worker.Context.Stats.Increment(Pool.Cluster.Cluster.Stats.CxIdleTimeout);
        Drain();
    }

    /// <summary>The connection has ended: what was under way did not.</summary>
    protected abstract void OnGone(CloseReason reason);
}
