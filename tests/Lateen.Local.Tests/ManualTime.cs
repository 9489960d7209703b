using System.Threading.Channels;

namespace Lateen.Local.Tests;

/// <summary>A clock that a test moves; waits end when it passes them.</summary>
internal sealed class ManualTime : TimeProvider
{
    readonly Lock gate = new();
    readonly List<Waiter> waiters = [];
    readonly Channel<TimeSpan> waits = Channel.CreateUnbounded<TimeSpan>();
    long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref now);

    /// <summary>The length of the next wait that somebody begins, or has begun since the last call.</summary>
    public ValueTask<TimeSpan> NextWait() => waits.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public void Advance(TimeSpan by)
    {
        Waiter[] due;
        lock (gate)
        {
            now += by.Ticks;
            due = [.. waiters.Where(waiter => waiter.Due <= now)];
            waiters.RemoveAll(waiter => waiter.Due <= now);
        }

        foreach (var waiter in due)
            waiter.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (gate)
        {
            var waiter = new Waiter(now + dueTime.Ticks, () => callback(state));
            waiters.Add(waiter);
            waits.Writer.TryWrite(dueTime);
            return waiter;
        }
    }

    sealed record Waiter(long Due, Action Fire) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
