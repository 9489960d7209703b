using System.Collections.Immutable;

namespace Lateen.Proxy.Clusters;

/// <summary>Hosts among which a load balancer chooses, with their weights (1 or more). Immutable.</summary>
public sealed class HostSet(ImmutableArray<WeightedHost> hosts)
{
    public ImmutableArray<WeightedHost> Hosts { get; } = hosts;

    public int Count => Hosts.Length;

    public bool HasEqualWeights { get; } = hosts.Length == 0 || hosts.All(host => host.Weight == hosts[0].Weight);
}

public readonly record struct WeightedHost(Host Host, uint Weight);
