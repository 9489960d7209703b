using Lateen.Net.Engine;

namespace Lateen.Net.Epoll;

/// <summary>
/// The event loop of production: Linux's epoll, edge-triggered. Made anywhere, run by one thread: <see cref="Run"/>. Handlers must not throw; what one throws
/// ends the run.
/// </summary>
public sealed unsafe class EpollEventLoop : EventLoopCore, IEpollSource, IDisposable
{
    const int NanosecondsPerMillisecond = 1_000_000;

    readonly EpollSet set = new();
    readonly List<EpollListener> listeners = [];
    readonly PodAddresses? addresses;
    readonly int wakeDescriptor;
    int runningThread;
    long unixNanoseconds;
    volatile bool stopping;

    /// <param name="name">For logs and the thread.</param>
    /// <param name="addresses">The real addresses behind those that are listened on and connected to; null when they are real.</param>
    public EpollEventLoop(string name = "loop", PodAddresses? addresses = null)
        : base(name, Libc.Clock(Libc.CLOCK_MONOTONIC), new SlabPool())
    {
        this.addresses = addresses;
        wakeDescriptor = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        if (wakeDescriptor < 0)
            throw new IOException($"eventfd: {Libc.Describe(Libc.LastError)}");
        _ = set.Add(wakeDescriptor, Libc.EPOLLIN | Libc.EPOLLET, this);
        Pipes = new PipePool();
    }

    public override long UnixNanoseconds
        => unixNanoseconds != 0 ? unixNanoseconds : unixNanoseconds = Libc.Clock(Libc.CLOCK_REALTIME);

    public override bool IsCurrent => runningThread == Environment.CurrentManagedThreadId;

    public override LoopCapabilities Capabilities
        => LoopCapabilities.Descriptors | LoopCapabilities.OriginalDestination | LoopCapabilities.Mark | LoopCapabilities.Splice
            | LoopCapabilities.UnixSockets | LoopCapabilities.ReusePort;

    internal EpollSet Set => set;

    internal PipePool Pipes { get; }

    /// <summary>Runs batches on the calling thread until <see cref="Stop"/>; then every connection ends with <see cref="CloseKind.LoopStopped"/>.</summary>
    public void Run()
    {
        while (!stopping)
            RunOnce(-1);
        StopAll();
    }

    /// <summary>One batch on the calling thread, which waits at most so long for something to do; -1 waits for ever.</summary>
    public void RunOnce(int maxWaitMilliseconds)
    {
        runningThread = Environment.CurrentManagedThreadId;
        var ready = set.Wait(WaitTime(maxWaitMilliseconds));
        Now = Libc.Clock(Libc.CLOCK_MONOTONIC);
        unixNanoseconds = 0;
        BeginBatch();
        set.Dispatch(ready);
        EndBatch();
    }

    /// <summary>Ends <see cref="Run"/> after its present batch. From any thread.</summary>
    public void Stop()
    {
        stopping = true;
        Wake();
    }

    public override IListener? Listen(ListenOptions options, IAcceptHandler handler, out string? error)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(handler);
        return addresses is null ? Open(options, handler, out error) : ListenTranslated(addresses, options, handler, out error);
    }

    public override IConnection Connect(in ConnectOptions options, IConnectionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return EpollConnection.Start(this, addresses is null ? options : addresses.Dial(options), handler);
    }

    /// <summary>Frees what the loop holds; connections that are left end first. After <see cref="Run"/> has returned.</summary>
    public void Dispose()
    {
        StopAll();
        _ = Libc.close(wakeDescriptor);
        set.Dispose();
        Pipes.Dispose();
        FreeBuffers();
    }

    void IEpollSource.OnEvents(uint events)
    {
        // Only the edge matters: posted work is looked for in every batch, so the count may stay.
    }

    internal void Forget(EpollListener listener) => listeners.Remove(listener);

    protected override void Wake()
    {
        var one = 1UL;
        _ = Libc.write(wakeDescriptor, &one, sizeof(ulong));
    }

    EpollListener? Open(ListenOptions options, IAcceptHandler handler, out string? error)
    {
        var listener = EpollListener.Open(this, options, handler, out error);
        if (listener is not null)
            listeners.Add(listener);
        return listener;
    }

    EpollListenerGroup? ListenTranslated(PodAddresses pod, ListenOptions options, IAcceptHandler handler, out string? error)
    {
        error = null;
        var opened = new List<EpollListener>();
        ListenOptions[] wanted = [options with { Address = pod.Bind(options.Address) }, .. pod.CapturedBy(options.Address).Select(capture => options with { Address = capture.Listen, RedirectedFrom = capture.Destination })];
        foreach (var one in wanted)
        {
            if (Open(one, handler, out error) is { } listener)
            {
                opened.Add(listener);
                continue;
            }

            foreach (var other in opened)
                other.Close();
            return null;
        }

        return new EpollListenerGroup(opened);
    }

    void StopAll()
    {
        foreach (var listener in listeners.ToArray())
            listener.Close();
        StopConnections();
    }

    int WaitTime(int maxWaitMilliseconds)
    {
        if (HasWork || stopping)
            return 0;
        var wake = Timers.NextWake;
        if (wake == long.MaxValue)
            return maxWaitMilliseconds;
        // Rounded up: waking before the tick would only wait again.
        var wait = Math.Max(0, wake - Libc.Clock(Libc.CLOCK_MONOTONIC) + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond;
        return maxWaitMilliseconds < 0 ? (int)Math.Min(wait, int.MaxValue) : (int)Math.Min(wait, maxWaitMilliseconds);
    }
}
