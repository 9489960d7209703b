using System.Runtime.InteropServices;

namespace Lateen.Net.Engine;

/// <summary>
/// What every engine shares: the order of a batch, timers, posted work, and the two queues of connections that wait for their turn. An engine adds
/// waiting, readiness and the transport.
/// </summary>
public abstract unsafe class EventLoopCore : IEventLoop
{
    /// <summary>Enough for the largest burst worth one system call; measured: 64 KiB copies best.</summary>
    internal const int ReadBufferBytes = 64 * 1024;

    /// <summary>
    /// Deliveries cause writes and flushed writes resume readers; after so many rounds the rest waits for the next batch, so that a fast pair
    /// does not starve the others.
    /// </summary>
    const int RoundsPerBatch = 4;

    readonly PostQueue posted = new();
    readonly WorkQueue deliveries = new(WorkMarks.Delivery, WorkStep.Deliver);
    readonly WorkQueue flushes = new(WorkMarks.Flush, WorkStep.Flush);
    readonly WorkQueue again = new(WorkMarks.Again, WorkStep.Deliver);
    List<ILayer> layers = [];
    List<ILayer> runningLayers = [];
    readonly HashSet<StreamConnection> connections = [];
    readonly Func<Exception, bool> report;
    byte* layerBuffer;

    private protected EventLoopCore(string name, long now, SlabPool slabs)
    {
        Name = name;
        report = Report;
        Now = now;
        Slabs = slabs;
        Timers = new TimerWheel(now);
        ReadBuffer = (byte*)NativeMemory.AlignedAlloc(ReadBufferBytes, 4096);
    }

    public string Name { get; }

    public long Now { get; protected set; }

    public abstract long UnixNanoseconds { get; }

    public abstract bool IsCurrent { get; }

    public abstract LoopCapabilities Capabilities { get; }

    public SlabPool Slabs { get; }

    /// <summary>Shared by all connections of the loop: filled by a receive, valid during the OnReceived that follows.</summary>
    internal byte* ReadBuffer { get; private set; }

    /// <summary>As <see cref="ReadBuffer"/>, for what a layer makes of it.</summary>
    internal byte* LayerBuffer => layerBuffer == null ? layerBuffer = (byte*)NativeMemory.AlignedAlloc(ReadBufferBytes, 4096) : layerBuffer;

    public int ConnectionCount => connections.Count;

    private protected TimerWheel Timers { get; }

    /// <summary>
    /// Told of an exception that escaped a handler: a defect. Its connection is then reset and the loop goes on. Null, the default, lets the exception
    /// out of the loop, which is what tests want.
    /// </summary>
    public Action<Exception>? Faulted { get; set; }

    /// <summary>True when the next batch must not wait.</summary>
    private protected bool HasWork => deliveries.Count + layers.Count + flushes.Count + again.Count > 0 || !posted.IsEmpty;

    public bool Post(Action<object?> callback, object? state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        if (!posted.TryAdd(callback, state, out var wasEmpty))
            return false;
        if (wasEmpty && !IsCurrent)
            Wake();
        return true;
    }

    public void Schedule(LoopTimer timer, long delayNanoseconds)
    {
        ArgumentNullException.ThrowIfNull(timer);
        Timers.Schedule(timer, Now + Math.Clamp(delayNanoseconds, 0, long.MaxValue - Now));
    }

    public void Cancel(LoopTimer timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        Timers.Cancel(timer);
    }

    public abstract IListener? Listen(ListenOptions options, IAcceptHandler handler, out string? error);

    public abstract IConnection Connect(in ConnectOptions options, IConnectionHandler handler);

    /// <summary>The connection wants its unconsumed bytes presented or its socket read, later in this batch.</summary>
    internal void QueueDelivery(StreamConnection connection) => deliveries.Add(connection);

    /// <summary>The connection has output, a FIN to send or an end to report, later in this batch.</summary>
    internal void QueueFlush(StreamConnection connection) => flushes.Add(connection);

    /// <summary>The connection has more to read, in the next batch: the others come first.</summary>
    internal void QueueAgain(StreamConnection connection) => again.Add(connection);

    /// <summary>A layer wants its step in this batch; it asks once per step.</summary>
    internal void QueueLayer(ILayer layer) => layers.Add(layer);

    internal void Attach(StreamConnection connection) => connections.Add(connection);

    internal void Detach(StreamConnection connection) => connections.Remove(connection);

    /// <summary>For exception filters: true when the exception was reported and is to be swallowed.</summary>
    internal bool Report(Exception exception)
    {
        Faulted?.Invoke(exception);
        return Faulted is not null;
    }

    /// <summary>Makes a loop that waits return; called from other threads.</summary>
    protected abstract void Wake();

    /// <summary>First part of a batch: posted work, then expired timers, then what was left from the last batch.</summary>
    private protected void BeginBatch()
    {
        posted.RunAll(report);
        Timers.Advance(Now, report);
        if (again.Count > 0)
            again.Drain();
    }

    /// <summary>Last part of a batch: deliveries and flushes until both queues are empty, or their turns are used up.</summary>
    private protected void EndBatch()
    {
        for (var round = 0; round < RoundsPerBatch && deliveries.Count + layers.Count + flushes.Count > 0; round++)
        {
            deliveries.Drain();
            RunLayers();
            flushes.Drain();
        }
    }

    void RunLayers()
    {
        if (layers.Count == 0)
            return;
        (layers, runningLayers) = (runningLayers, layers);
        foreach (var layer in runningLayers)
            layer.RunStep();
        runningLayers.Clear();
    }

    /// <summary>Ends every connection with <see cref="CloseKind.LoopStopped"/> and refuses further work.</summary>
    private protected void StopConnections()
    {
        posted.Close();
        foreach (var connection in connections.ToArray())
            connection.End(new CloseReason(CloseKind.LoopStopped));
    }

    private protected void FreeBuffers()
    {
        NativeMemory.AlignedFree(ReadBuffer);
        NativeMemory.AlignedFree(layerBuffer);
        ReadBuffer = layerBuffer = null;
        Slabs.Dispose();
    }
}
