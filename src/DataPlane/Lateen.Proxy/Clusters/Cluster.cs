using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// The runtime identity of a cluster: one configuration with its bounds and statistics, shared by all workers. Made anew when the configuration changes;
/// changes of endpoints keep it and swap its hosts.
/// </summary>
public sealed class Cluster : IDisposable
{
    readonly CircuitBreaker defaultBreaker;
    readonly CircuitBreaker highBreaker;

    /// <summary>Main loop only.</summary>
    public Cluster(ClusterConfig config, StatsRegistry registry)
    {
        Config = config;
        Scope = registry.Cluster(config.ObservabilityName.Replace(':', '_'));
        Stats = new ClusterStats(Scope);
        defaultBreaker = new CircuitBreaker(config.DefaultThresholds);
        highBreaker = new CircuitBreaker(config.HighThresholds);
    }

    public ClusterConfig Config { get; }

    /// <summary>What belongs to the cluster registers here. Main loop only.</summary>
    internal StatsScope Scope { get; }

    public string Name => Config.Name;

    public ClusterStats Stats { get; }

    public CircuitBreaker Breaker(RoutingPriority priority) => priority == RoutingPriority.High ? highBreaker : defaultBreaker;

    /// <summary>True when neither connection nor request holds on to it.</summary>
    public bool IsUnused => IsIdle(defaultBreaker) && IsIdle(highBreaker);

    /// <summary>Releases the statistics. Main loop only, when no worker uses the cluster any more.</summary>
    public void Dispose() => Scope.Dispose();

    static bool IsIdle(CircuitBreaker breaker) =>
        breaker.Connections.Value == 0 && breaker.PendingRequests.Value == 0 && breaker.Requests.Value == 0 && breaker.Retries.Value == 0;

    public override string ToString() => Name;
}
