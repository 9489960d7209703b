using System.Collections.Immutable;

namespace Lateen.Proxy.Clusters;

/// <summary>A cluster with the hosts that it has at present. Immutable; replaced whole when endpoints or health change.</summary>
/// <param name="Priorities">Hosts by priority, 0 first; a priority without hosts is an empty set.</param>
public sealed record ClusterSnapshot(Cluster Cluster, ImmutableArray<PriorityHosts> Priorities, int OverprovisioningFactor)
{
    /// <summary>Shares of requests to drop, in parts per million of all.</summary>
    public ImmutableArray<DropOverload> DropOverloads { get; init; } = [];

    public IEnumerable<HostState> Hosts => Priorities.SelectMany(priority => priority.Hosts);
}
