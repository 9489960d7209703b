using Lateen.Net.Engine;

namespace Lateen.Net.Simulation;

/// <summary>One loop of a <see cref="Simulation"/>: in a test of a mesh, one worker of one proxy.</summary>
public sealed class SimulatedEventLoop : EventLoopCore, IDisposable
{
    readonly Simulation simulation;
    readonly Queue<Action> inbox = new();

    internal SimulatedEventLoop(Simulation simulation, string name, NetAddress ip)
        : base(name, simulation.Now, new SlabPool())
    {
        this.simulation = simulation;
        Ip = ip;
    }

    /// <summary>Where connections from this loop come from, unless they name a source.</summary>
    public NetAddress Ip { get; set; }

    /// <summary>
    /// What iptables would do to connections from here: dialled address -> address that gets them, which learns the dialled one as original destination; null
    /// leaves a connection alone. Connections with a mark are passed by.
    /// </summary>
    public Func<NetAddress, NetAddress?>? Redirect { get; set; }

    /// <summary>
    /// Bytes that this loop's batches have allocated on the heap; what the simulated network takes for the bytes that it carries is not counted. Steady traffic
    /// must not move it.
    /// </summary>
    public long AllocatedBytes { get; private set; }

    public override long UnixNanoseconds => simulation.Options.StartUnixNanoseconds + Now;

    public override bool IsCurrent => ReferenceEquals(simulation.Current, this);

    public override LoopCapabilities Capabilities
        => LoopCapabilities.OriginalDestination | LoopCapabilities.Mark | LoopCapabilities.UnixSockets | LoopCapabilities.ReusePort;

    internal Simulation Simulation => simulation;

    internal bool IsRunnable => inbox.Count > 0 || HasWork || Timers.NextWake <= simulation.Now;

    internal long NextTimer => Timers.NextWake;

    public override IListener? Listen(ListenOptions options, IAcceptHandler handler, out string? error)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        return simulation.Network.Listen(this, options, handler, out error);
    }

    public override IConnection Connect(in ConnectOptions options, IConnectionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return simulation.Network.Connect(this, options, handler);
    }

    public void Dispose()
    {
        StopConnections();
        FreeBuffers();
    }

    internal void Receive(Action action) => inbox.Enqueue(action);

    internal void RunBatch()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Now = simulation.Now;
        BeginBatch();
        for (var count = inbox.Count; count > 0; count--)
            inbox.Dequeue()();
        EndBatch();
        AllocatedBytes += GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>What was allocated since then was the network's, not the loop's.</summary>
    internal void DiscountNetwork(long before) => AllocatedBytes -= GC.GetAllocatedBytesForCurrentThread() - before;

    protected override void Wake()
    {
        // Posted work makes the loop runnable by itself.
    }
}
