namespace Lateen.Proxy.Clusters;

/// <summary>Bounds of one cluster and priority over all workers.</summary>
public sealed record CircuitBreakerThresholds
{
    public static CircuitBreakerThresholds EnvoyDefault { get; } = new();

    public uint MaxConnections { get; init; } = 1024;

    public uint MaxPendingRequests { get; init; } = 1024;

    public uint MaxRequests { get; init; } = 1024;

    public uint MaxRetries { get; init; } = 3;

    public uint MaxConnectionPools { get; init; } = uint.MaxValue;

    /// <summary>Null: <see cref="MaxRetries"/> counts. Otherwise retries in flight may be this percent of active and pending requests.</summary>
    public double? RetryBudgetPercent { get; init; }

    public uint RetryBudgetMinimum { get; init; } = 3;

    /// <summary>Publishes what remains as gauges.</summary>
    public bool TrackRemaining { get; init; }
}
