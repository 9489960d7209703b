namespace Lateen.Cli.Discovery;

/// <summary>A token that is cancelled when a call is, or when the caller's credentials expire.</summary>
internal sealed class ExpirySource : IDisposable
{
    static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);
    readonly CancellationTokenSource source;
    readonly ITimer timer;

    public ExpirySource(TimeProvider time, DateTimeOffset expires, CancellationToken cancellation)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        TimeSpan left = expires - time.GetUtcNow();
        timer = time.CreateTimer(_ => Expire(), null, left > LongestTimer ? LongestTimer : left < TimeSpan.Zero ? TimeSpan.Zero : left, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => source.Token;

    public bool IsExpired { get; private set; }

    public void Dispose()
    {
        timer.Dispose();
        source.Dispose();
    }

    void Expire()
    {
        IsExpired = true;
        source.Cancel();
    }
}
