using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Listeners;

/// <summary>
/// An accepted connection with its filter chain. It holds that chain for life, whatever updates come. First the transport (TLS handshake), then the
/// read filters, then the terminal filter, which takes the connection over.
/// </summary>
public sealed class DownstreamConnection
{
    readonly WorkerListener listener;
    readonly long acceptedAt;
    ITerminalFilter? terminal;
    bool isFinished;

    internal DownstreamConnection(WorkerListener listener, FilterChainConfig chain, IConnection connection, ConnectionFacts facts)
    {
        this.listener = listener;
        Listener = listener.Config;
        Chain = chain;
        Connection = connection;
        Facts = facts;
        Id = facts.ConnectionId;
        acceptedAt = Worker.Loop.Now;
        StreamInfo = new StreamInfo
        {
            Start = Worker.Loop.Now,
            StartWall = DateTimeOffset.UnixEpoch.AddTicks(Worker.Loop.UnixNanoseconds / 100),
        };
        Filters = new NetworkFilterContext(connection, StreamInfo, Worker.Stats, Worker.Index);
    }

    /// <summary>Differs for every connection of the process.</summary>
    public long Id { get; }

    public WorkerContext Worker => listener.Worker;

    /// <summary>As it was when the connection came.</summary>
    public ListenerConfig Listener { get; }

    public FilterChainConfig Chain { get; }

    /// <summary>What the listener filters found out.</summary>
    public ConnectionFacts Facts { get; }

    /// <summary>The connection that filters use: with TLS, its plaintext side.</summary>
    public IConnection Connection { get; private set; }

    /// <summary>Facts for logs, metrics and policies; complete once the transport is ready.</summary>
    public ConnectionInfo Info => StreamInfo.Connection;

    /// <summary>About the connection as a whole. Requests have their own.</summary>
    public StreamInfo StreamInfo { get; }

    public NetworkFilterContext Filters { get; private set; }

    /// <summary>True once the filter chain drains: HTTP answers with `connection: close`.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>%DOWNSTREAM_LOCAL_CLOSE_REASON%; null when we did not close it for a reason of our own.</summary>
    public string? LocalCloseReason { get; set; }

    /// <summary>Place in the listener's list.</summary>
    internal int Slot { get; set; }

    /// <summary>The terminal filter's last word: counts the end, tells observers and access logs, and lets go of the listener. A second call does nothing.</summary>
    public void Finish(CloseReason reason)
    {
        if (isFinished) return;
        isFinished = true;
        StreamInfo.End = Worker.Loop.Now;
        StreamInfo.BytesReceived = Connection.BytesReceived;
        StreamInfo.BytesSent = Connection.BytesSent;
        if (reason.Kind == CloseKind.TlsError) StreamInfo.ConnectionTerminationDetails ??= reason.Detail;
        foreach (var observer in Filters.Observers) observer.OnStreamComplete(StreamInfo, null, null);
        listener.OnFinished(this, (Worker.Loop.Now - acceptedAt) / 1_000_000);
    }

    internal void Start()
    {
        var stage = new FilterStage(this);
        var timeout = Chain.TransportSocketConnectTimeout;
        if (timeout > TimeSpan.Zero) stage.ArmTimeout(timeout);
        var limit = Listener.PerConnectionBufferLimit;
        Connection.SetWatermarks(limit / 2, limit);
        Worker.Transports.Downstream(Chain.TransportSocket).Accept(Connection, stage);
    }

    internal void Drain()
    {
        if (IsDraining) return;
        IsDraining = true;
        terminal?.OnDraining();
    }

    internal void CloseAfterDrain()
    {
        LocalCloseReason ??= "drain";
        BoundedClose.Start(Connection, TimeSpan.FromSeconds(1));
    }

    void OnTransportReady(IConnection connection)
    {
        Connection = connection;
        Filters = new NetworkFilterContext(connection, StreamInfo, Worker.Stats, Worker.Index);
        StreamInfo.Connection = ConnectionDescription.Of(this);
    }

    void StartTerminal()
    {
        terminal = ((ITerminalFilterConfig)Chain.Filters[^1]).Create(this);
        Connection.Handler = terminal;
        terminal.OnConnected(Connection);
        if (IsDraining) terminal.OnDraining();
    }

    /// <summary>Handles the connection from the transport's handshake to the terminal filter.</summary>
    sealed class FilterStage(DownstreamConnection owner) : IConnectionHandler, ITimerHandler
    {
        LoopTimer? timeout;
        IReadFilter? filter;
        int next;

        public void ArmTimeout(TimeSpan time)
        {
            timeout = new LoopTimer(this);
            owner.Worker.Loop.Schedule(timeout, time.Ticks * 100);
        }

        public void OnConnected(IConnection connection)
        {
            Disarm();
            owner.OnTransportReady(connection);
            if (owner.Chain.Filters.IsEmpty) connection.Close();
            else Run([], out _);
        }

        public int OnReceived(ReadOnlySpan<byte> bytes)
        {
            Run(bytes, out var consumed);
            return consumed;
        }

        public void OnReadClosed() => owner.Connection.Close();

        public void OnWritable()
        {
        }

        public void OnClosed(CloseReason reason)
        {
            Disarm();
            if (owner.Info.Id == 0) owner.StreamInfo.Connection = ConnectionDescription.Of(owner);
            foreach (var log in owner.Listener.AccessLogs) owner.Filters.Observers.Add(owner.Worker.AccessLog(log));
            owner.Finish(reason);
        }

        public void OnTimer(LoopTimer timer)
        {
            owner.Worker.Stats.Increment(owner.listener.Listener.Stats.TransportConnectTimeout);
            owner.StreamInfo.ConnectionTerminationDetails = "transport socket timeout was reached";
            owner.Connection.Abort();
        }

        void Run(ReadOnlySpan<byte> bytes, out int consumed)
        {
            consumed = 0;
            var status = filter is null ? StartNext() : Receive(bytes, ref consumed);
            while (status == ReadFilterStatus.Continue && filter is not null)
            {
                status = StartNext();
                // What the filter before left over is already here.
                if (status == ReadFilterStatus.NeedData && consumed < bytes.Length) status = Receive(bytes[consumed..], ref consumed);
            }

            if (status == ReadFilterStatus.Continue) owner.StartTerminal();
            else if (status == ReadFilterStatus.Close) owner.Connection.Close();
        }

        /// <summary>Leaves no current filter when the terminal one is next.</summary>
        ReadFilterStatus StartNext()
        {
            filter = owner.Chain.Filters[next] is IReadFilterConfig config ? config.Create() : null;
            if (filter is null) return ReadFilterStatus.Continue;
            next++;
            return filter.OnConnected(owner.Filters);
        }

        ReadFilterStatus Receive(ReadOnlySpan<byte> bytes, ref int consumed)
        {
            var status = filter!.OnReceived(owner.Filters, bytes, out var taken);
            consumed += taken;
            return status;
        }

        void Disarm()
        {
            if (timeout is not null) owner.Worker.Loop.Cancel(timeout);
        }
    }
}
