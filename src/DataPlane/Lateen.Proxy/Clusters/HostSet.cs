using System.Collections.Immutable;

namespace Lateen.Proxy.Clusters;

/// <summary>Hosts among which a load balancer chooses, with their weights (1 or more). Immutable.</summary>
public sealed class HostSet(ImmutableArray<HostState> hosts)
{
    public ImmutableArray<HostState> Hosts { get; } = hosts;

    public ImmutableArray<double> Weights => [.. Hosts.Select(host => (double)host.Endpoint.Weight)];

    public int Count => Hosts.Length;

    public bool HasEqualWeights { get; } = hosts.Length == 0 || hosts.All(host => host.Endpoint.Weight == hosts[0].Endpoint.Weight);
}
