using System.Collections.Immutable;

namespace Lateen.Proxy.Clusters;

/// <summary>Chooses a locality by weight, then a host inside it. A locality counts less once its hosts fail: weight x min(1, overprovisioning x healthy / total).</summary>
sealed class LocalityWeightedBalancer : ILoadBalancer
{
    readonly ImmutableArray<(double Weight, ILoadBalancer Hosts)> localities;
    readonly EarliestDeadlineSchedule schedule;

    LocalityWeightedBalancer(ImmutableArray<(double Weight, ILoadBalancer Hosts)> localities, IRandom random)
    {
        this.localities = localities;
        schedule = new EarliestDeadlineSchedule([.. localities.Select(locality => locality.Weight)], random);
    }

    /// <summary>Null when no locality has both weight and a host of the class.</summary>
    public static ILoadBalancer? TryCreate(ClusterConfig cluster, ImmutableArray<LocalityShare> shares, HostHealth health, int overprovisioningFactor, IRandom random)
    {
        var usable = ImmutableArray.CreateBuilder<(double, ILoadBalancer)>();
        foreach (var share in shares)
        {
            var hosts = share.Hosts.Where(host => host.Health == health).ToImmutableArray();
            if (share.Weight == 0 || hosts.IsEmpty) continue;
            var availability = Math.Min(1.0, overprovisioningFactor / 100.0 * hosts.Length / share.Hosts.Length);
            usable.Add((share.Weight * availability, cluster.LoadBalancer.Create(new HostSet(hosts), random)));
        }
        return usable.Count == 0 ? null : new LocalityWeightedBalancer(usable.ToImmutable(), random);
    }

    /// <summary>The hosts of a class over all localities, each with its own weight times its locality's.</summary>
    public static HostSet Flatten(ImmutableArray<LocalityShare> shares, HostHealth health) => new(
    [
        .. shares.Where(share => share.Weight > 0).SelectMany(share => share.Hosts.Where(host => host.Health == health).Select(host => host with
        {
            Endpoint = host.Endpoint with { Weight = (uint)Math.Min(uint.MaxValue, (ulong)host.Endpoint.Weight * share.Weight) },
        })),
    ]);

    public HostState Pick(in LoadBalancerContext context)
    {
        var index = schedule.Take();
        schedule.Put(index, localities[index].Weight);
        return localities[index].Hosts.Pick(context);
    }
}
