namespace Lateen.Net;

/// <summary>
/// One thread's world: its clock, its timers, its connections, its buffers. Everything that belongs to a loop is touched from that loop only;
/// the one exception is <see cref="Post(Action{object?}, object?)"/>. Callbacks never run inside the call that caused them (a connection closed in a
/// callback reports it later in the same batch), so a handler need not expect to be re-entered.
/// <para>
/// The loop works in batches: it waits, takes the time once, runs posted work, expired timers and ready connections, and then flushes the output that
/// these have appended, one system call per connection.
/// </para>
/// </summary>
public interface IEventLoop
{
    /// <summary>For logs and thread names, such as "worker-0".</summary>
    string Name { get; }

    /// <summary>Monotonic time in nanoseconds from an arbitrary origin, taken once per batch.</summary>
    long Now { get; }

    /// <summary>Time of day in nanoseconds since 1970-01-01 UTC, taken at most once per batch.</summary>
    long UnixNanoseconds { get; }

    /// <summary>True on the thread that runs the loop (in a simulation: while this loop runs).</summary>
    bool IsCurrent { get; }

    /// <summary>What the engine and its platform can do.</summary>
    LoopCapabilities Capabilities { get; }

    /// <summary>The slabs of this loop.</summary>
    SlabPool Slabs { get; }

    /// <summary>
    /// Runs <paramref name="callback"/> on this loop in a later batch, never inside this call. May be called from any thread. Work posted by one thread
    /// runs in the order of posting. After the loop has stopped it is dropped, and false is returned.
    /// </summary>
    bool Post(Action<object?> callback, object? state);

    /// <summary>
    /// (Re)arms <paramref name="timer"/> to fire once, <paramref name="delayNanoseconds"/> from <see cref="Now"/> (negative counts as 0). It never fires
    /// early; the resolution is one millisecond. Timers fire in the order of their millisecond, and of scheduling within it. Allocates nothing.
    /// </summary>
    void Schedule(LoopTimer timer, long delayNanoseconds);

    /// <summary>Disarms; a timer that is not armed is left alone.</summary>
    void Cancel(LoopTimer timer);

    /// <summary>
    /// Binds and listens. Returns null and a sentence for people when that fails (address in use, permission denied, not supported).
    /// </summary>
    IListener? Listen(ListenOptions options, IAcceptHandler handler, out string? error);

    /// <summary>
    /// Starts a connection; the result comes to the handler, OnConnected or OnClosed with <see cref="CloseKind.ConnectFailed"/>, never inside this call. A timeout is
    /// the caller's: arm a timer and call <see cref="IConnection.Abort"/>. Bytes written before OnConnected are sent when connected.
    /// </summary>
    IConnection Connect(in ConnectOptions options, IConnectionHandler handler);
}
