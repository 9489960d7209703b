namespace Lateen.Config.Stores;

/// <summary>
/// Turns a burst of signals into one call: when none came for <paramref name="quiet"/>, or when the first is <paramref name="most"/> old. Calls never overlap.
/// </summary>
sealed class Debounce(TimeProvider time, TimeSpan quiet, TimeSpan most, Action action) : IDisposable
{
    readonly Lock gate = new();
    readonly Lock running = new();
    ITimer? timer;
    long first;
    bool isPending, isDisposed;

    /// <summary>Something happened.</summary>
    public void Signal()
    {
        lock (gate)
        {
            if (isDisposed)
                return;
            var now = time.GetTimestamp();
            if (!isPending)
                (isPending, first) = (true, now);
            var left = most - time.GetElapsedTime(first, now);
            var due = left < quiet ? left : quiet;
            timer ??= time.CreateTimer(static self => ((Debounce)self!).Run(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timer.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    void Run()
    {
        lock (running)
        {
            lock (gate)
            {
                if (!isPending || isDisposed)
                    return;
                isPending = false;
            }

            action();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            timer?.Dispose();
        }
    }
}
