using System.Text;
using Lateen.Core;
using Lateen.Core.Hashing;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Tcp;

/// <summary>
/// One relayed connection: picks a host, connects (again, up to the limit), then passes bytes both ways until both directions have ended. Each direction ends on
/// its own. After <see cref="SpliceThreshold"/> bytes a direction is left to the kernel where it can.
/// </summary>
sealed class TcpProxySession : ITerminalFilter, ITimerHandler
{
    public const long SpliceThreshold = 128 * 1024;

    /// <summary>What a client gets to take its last bytes once its time is over.</summary>
    static readonly TimeSpan CutOff = TimeSpan.FromSeconds(1);

    readonly TcpProxyConfig config;
    readonly DownstreamConnection downstream;
    readonly TcpRelay toUpstream;
    readonly UpstreamSide upstreamSide;
    readonly LoopTimer idle;
    readonly LoopTimer maxDuration;
    readonly long connectedAt;
    WorkerCluster? cluster;
    UpstreamConnection? upstream;
    uint attempts;
    long lastActivity;
    long lastBytes;
    bool isFinished;

    public TcpProxySession(TcpProxyConfig config, DownstreamConnection downstream)
    {
        this.config = config;
        this.downstream = downstream;
        toUpstream = new TcpRelay();
        upstreamSide = new UpstreamSide(this);
        idle = new LoopTimer(this);
        maxDuration = new LoopTimer(this);
        connectedAt = Worker.Loop.Now;
    }

    WorkerContext Worker => downstream.Worker;

    /// <summary>How long one end may take to receive what the other has sent before it closed.</summary>
    TimeSpan CloseLimit => config.IdleTimeout > TimeSpan.Zero ? config.IdleTimeout : TimeSpan.FromHours(1);

    public void OnConnected(IConnection connection)
    {
        Worker.Stats.Increment(config.Stats.CxTotal);
        Worker.Stats.Increment(config.Stats.CxActive);
        connection.PauseReading();
        if (config.MaxDownstreamConnectionDuration > TimeSpan.Zero) Worker.Loop.Schedule(maxDuration, Nanoseconds(config.MaxDownstreamConnectionDuration));
        SelectCluster();
        TryConnect();
    }

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        Touch();
        toUpstream.Pass(bytes, downstream.Connection, upstream!.Connection);
        return bytes.Length;
    }

    public void OnReadClosed()
    {
        Touch();
        upstream!.Connection.ShutdownWrite();
    }

    public void OnWritable() => upstream?.Connection.ResumeReading();

    public void OnClosed(CloseReason reason)
    {
        var active = upstream;
        upstream = null;
        if (active is not null) BoundedClose.Start(active.Connection, CloseLimit);
        if (active is { IsOpen: false }) downstream.StreamInfo.Flags.Set(ResponseFlag.DownstreamConnectionTermination);
        Finish(reason);
    }

    /// <summary>A relayed connection has no polite moment to end: it is left alone until the drain time is over.</summary>
    public void OnDraining()
    {
    }

    public void OnTimer(LoopTimer timer)
    {
        if (ReferenceEquals(timer, maxDuration)) EndByDuration();
        else CheckIdle();
    }

    void SelectCluster()
    {
        var name = config.Cluster switch
        {
            Routing.ClusterSpecifier.Single single => single.Name,
            Routing.ClusterSpecifier.Weighted weighted => weighted.Pick(Worker.Random.Next()).Name,
            _ => "",
        };
        downstream.StreamInfo.UpstreamCluster = name;
        cluster = Worker.Clusters.Find(name);
    }

    void TryConnect()
    {
        if (cluster is null)
        {
            Worker.Stats.Increment(config.Stats.CxNoRoute);
            Refuse(ResponseFlag.NoClusterFound);
            return;
        }
        var context = new LoadBalancerContext(
            config.HashesSourceAddress ? XxHash64.Of(Encoding.ASCII.GetBytes(downstream.Facts.RemoteAddress.IpText)) : null,
            OriginalDestination: downstream.Facts.IsLocalAddressRestored ? downstream.Facts.LocalAddress : default);
        if (cluster.Pick(context) is not { } host) Refuse(ResponseFlag.NoHealthyUpstream);
        else Connect(host);
    }

    void Connect(HostState host)
    {
        attempts++;
        downstream.StreamInfo.AttemptCount++;
        downstream.StreamInfo.UpstreamHost = host.Host.AddressText;
        upstream = UpstreamConnection.TryOpen(Worker, cluster!, host, new UpstreamConnectRequest { StreamInfo = downstream.StreamInfo }, upstreamSide);
        if (upstream is null) Refuse(ResponseFlag.UpstreamOverflow);
    }

    void Refuse(ResponseFlag flag)
    {
        downstream.StreamInfo.Flags.Set(flag);
        downstream.Connection.Close();
    }

    void StartRelay()
    {
        upstream!.Host.Host.Outlier?.ReportConnected(isFinal: true);
        downstream.StreamInfo.UpstreamLocalAddress = upstream.Connection.LocalAddress.ToString();
        downstream.StreamInfo.UpstreamTls = upstream.Connection.Tls;
        lastActivity = Worker.Loop.Now;
        if (config.IdleTimeout > TimeSpan.Zero) Worker.Loop.Schedule(idle, Nanoseconds(config.IdleTimeout));
        downstream.Connection.ResumeReading();
    }

    void OnConnectFailed(UpstreamConnection failed)
    {
        upstream = null;
        failed.Host.Host.Outlier?.ReportLocalFailure(failed.Failure == UpstreamFailure.ConnectTimeout);
        downstream.StreamInfo.Flags.Set(ResponseFlag.UpstreamConnectionFailure);
        downstream.StreamInfo.UpstreamTransportFailureReason = failed.FailureReason;
        if (attempts < config.MaxConnectAttempts)
        {
            TryConnect();
            return;
        }
        Worker.Stats.Increment(failed.Cluster.Stats.CxConnectAttemptsExceeded);
        Refuse(ResponseFlag.UpstreamRetryLimitExceeded);
    }

    void OnUpstreamClosed()
    {
        upstream = null;
        BoundedClose.Start(downstream.Connection, CloseLimit);
    }

    void Touch() => lastActivity = Worker.Loop.Now;

    /// <summary>Bytes that the kernel splices pass unseen, so their counters are compared too.</summary>
    void CheckIdle()
    {
        if (upstream is null) return;
        var bytes = downstream.Connection.BytesReceived + upstream.Connection.BytesReceived;
        if (bytes != lastBytes && toUpstream.IsSpliced | upstreamSide.ToDownstream.IsSpliced) Touch();
        lastBytes = bytes;
        var remaining = lastActivity + Nanoseconds(config.IdleTimeout) - Worker.Loop.Now;
        if (remaining > 0)
        {
            Worker.Loop.Schedule(idle, remaining);
            return;
        }
        Worker.Stats.Increment(config.Stats.IdleTimeout);
        Worker.Stats.Increment(upstream.Cluster.Stats.CxIdleTimeout);
        downstream.LocalCloseReason = "tcp_session_idle_timeout";
        BoundedClose.Start(downstream.Connection, CutOff);
    }

    void EndByDuration()
    {
        Worker.Stats.Increment(config.Stats.MaxDuration);
        downstream.StreamInfo.Flags.Set(ResponseFlag.DurationTimeout);
        downstream.LocalCloseReason = "max_connection_duration_reached";
        BoundedClose.Start(downstream.Connection, CutOff);
    }

    void Finish(CloseReason reason)
    {
        if (isFinished) return;
        isFinished = true;
        Worker.Loop.Cancel(idle);
        Worker.Loop.Cancel(maxDuration);
        Worker.Stats.Decrement(config.Stats.CxActive);
        Worker.Stats.Add(config.Stats.RxBytes, downstream.Connection.BytesReceived);
        Worker.Stats.Add(config.Stats.TxBytes, downstream.Connection.BytesSent);
        foreach (var log in config.AccessLogs) downstream.Filters.Observers.Add(Worker.AccessLog(log));
        downstream.Finish(reason);
    }

    static long Nanoseconds(TimeSpan time) => time.Ticks * 100;

    /// <summary>The other end: what the upstream connection reports.</summary>
    sealed class UpstreamSide(TcpProxySession session) : IConnectionHandler
    {
        UpstreamConnection? open;

        public TcpRelay ToDownstream { get; } = new();

        public void OnConnected(IConnection connection)
        {
            open = session.upstream;
            if (open is null) connection.Abort();
            else session.StartRelay();
        }

        public int OnReceived(ReadOnlySpan<byte> bytes)
        {
            session.Touch();
            ToDownstream.Pass(bytes, open!.Connection, session.downstream.Connection);
            return bytes.Length;
        }

        public void OnReadClosed()
        {
            session.Touch();
            session.downstream.Connection.ShutdownWrite();
        }

        public void OnWritable() => session.downstream.Connection.ResumeReading();

        public void OnClosed(CloseReason reason)
        {
            if (open is null)
            {
                if (session.upstream is { } failed) session.OnConnectFailed(failed);
                return;
            }
            open.Release(reason);
            if (session.upstream is not null) session.OnUpstreamClosed();
        }
    }
}
