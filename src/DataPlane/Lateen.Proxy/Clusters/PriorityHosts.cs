using System.Collections.Immutable;

namespace Lateen.Proxy.Clusters;

/// <summary>All hosts of one priority, whatever their health.</summary>
public sealed record PriorityHosts(ImmutableArray<HostState> Hosts)
{
    public int HealthyCount { get; } = Hosts.Count(host => host.Health == HostHealth.Healthy);

    public int DegradedCount { get; } = Hosts.Count(host => host.Health == HostHealth.Degraded);

    /// <summary>Weights of localities, for locality-weighted balancing; empty otherwise.</summary>
    public ImmutableArray<LocalityShare> Localities { get; init; } = [];
}

/// <summary>A locality's weight (0: no traffic) and its hosts.</summary>
public sealed record LocalityShare(uint Weight, ImmutableArray<HostState> Hosts);
