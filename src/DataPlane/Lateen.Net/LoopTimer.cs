namespace Lateen.Net;

/// <summary>
/// A one-shot timer, made once by its owner and armed any number of times through <see cref="IEventLoop.Schedule"/>; the links of the wheel are inside,
/// so arming allocates nothing. It may be rearmed from its own callback.
/// </summary>
public sealed class LoopTimer
{
    readonly ITimerHandler handler;

    public LoopTimer(ITimerHandler handler)
    {
        this.handler = handler;
    }

    public LoopTimer(Action callback)
        : this(new CallbackHandler(callback))
    {
    }

    public bool IsArmed => Slot is not null;

    /// <summary>In <see cref="IEventLoop.Now"/>'s nanoseconds; meaningful while armed.</summary>
    public long Deadline { get; internal set; }

    internal TimerSlot? Slot { get; set; }

    internal LoopTimer? Next { get; set; }

    internal LoopTimer? Previous { get; set; }

    internal long Tick { get; set; }

    internal void Fire() => handler.OnTimer(this);

    sealed class CallbackHandler(Action callback) : ITimerHandler
    {
        public void OnTimer(LoopTimer timer) => callback();
    }
}
