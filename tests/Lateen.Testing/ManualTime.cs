namespace Lateen.Testing;

/// <summary>A clock that stands still until the test moves it; timers fire inside <see cref="Advance"/>, in order.</summary>
public sealed class ManualTime : TimeProvider
{
    readonly List<ManualTimer> timers = [];
    DateTimeOffset now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Whether somebody waits for the clock.</summary>
    public bool HasTimers
    {
        get
        {
            lock (timers)
                return timers.Any(timer => timer.Due < DateTimeOffset.MaxValue);
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (timers)
            timers.Add(timer);
        return timer;
    }

    /// <summary>Moves the clock, stopping at each timer that falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset end = now + by;
        while (NextDue(end) is { } timer)
        {
            now = timer.Due > now ? timer.Due : now;
            timer.Fire();
        }

        now = end;
    }

    ManualTimer? NextDue(DateTimeOffset end)
    {
        lock (timers)
            return timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
    }

    sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        TimeSpan period;

        public DateTimeOffset Due { get; private set; } = DateTimeOffset.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            period = newPeriod;
            Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : time.now + dueTime;
            return true;
        }

        public void Fire()
        {
            Due = period > TimeSpan.Zero ? Due + period : DateTimeOffset.MaxValue;
            callback();
        }

        public void Dispose()
        {
            Due = DateTimeOffset.MaxValue;
            lock (time.timers)
                time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
