namespace Lateen.Proxy.Clusters;

/// <summary>
/// The bounds of one cluster and priority, counted over all workers. Reserve before use; each success is released exactly once.
/// </summary>
public sealed class CircuitBreaker(CircuitBreakerThresholds thresholds)
{
    public CircuitBreakerThresholds Thresholds { get; } = thresholds;

    public SharedCounter Connections { get; } = new();

    public SharedCounter PendingRequests { get; } = new();

    public SharedCounter Requests { get; } = new();

    public SharedCounter Retries { get; } = new();

    /// <summary>A pool without a connection may always open one: use <see cref="SharedCounter.Add"/> on <see cref="Connections"/> there.</summary>
    public bool TryReserveConnection() => Connections.TryReserve(Thresholds.MaxConnections);

    public bool TryReservePendingRequest() => PendingRequests.TryReserve(Thresholds.MaxPendingRequests);

    public bool TryReserveRequest() => Requests.TryReserve(Thresholds.MaxRequests);

    public bool TryReserveRetry() => Retries.TryReserve(RetryLimit());

    uint RetryLimit()
    {
        if (Thresholds.RetryBudgetPercent is not { } percent) return Thresholds.MaxRetries;
        var share = (long)(percent / 100 * (Requests.Value + PendingRequests.Value));
        return (uint)Math.Clamp(share, Thresholds.RetryBudgetMinimum, uint.MaxValue);
    }
}
