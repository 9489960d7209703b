namespace Lateen.Proxy.Clusters;

/// <summary>One worker's balancers over one <see cref="ClusterSnapshot"/>: picks priority and health class, then a host. Balancers are made on first use.</summary>
sealed class ClusterPicker(ClusterSnapshot snapshot, IRandom random)
{
    readonly PriorityLoads loads = new(snapshot.Priorities, snapshot.OverprovisioningFactor, snapshot.Cluster.Config.PanicThresholdPercent);
    readonly Balancers[] balancers = [.. snapshot.Priorities.Select(hosts => new Balancers(snapshot, hosts, random))];

    public ClusterSnapshot Snapshot => snapshot;

    /// <summary>Null when no host may be used.</summary>
    /// <param name="isPanic">True when health was ignored because too few hosts are left.</param>
    public HostState? Pick(in LoadBalancerContext context, out bool isPanic)
    {
        isPanic = false;
        if (balancers.Length == 0) return null;
        var (priority, degraded) = loads.Choose(context.Hash ?? random.Next());
        isPanic = loads.IsInPanic(priority);
        if (!isPanic) return balancers[priority].Of(degraded ? HostHealth.Degraded : HostHealth.Healthy)?.Pick(context);
        return snapshot.Cluster.Config.FailTrafficOnPanic ? null : balancers[priority].OfAll?.Pick(context);
    }

    sealed class Balancers(ClusterSnapshot snapshot, PriorityHosts hosts, IRandom random)
    {
        ILoadBalancer? healthy;
        ILoadBalancer? degraded;
        ILoadBalancer? all;

        public ILoadBalancer? OfAll => all ??= Create(new HostSet(hosts.Hosts));

        public ILoadBalancer? Of(HostHealth health) => health == HostHealth.Degraded
            ? degraded ??= CreateFor(HostHealth.Degraded)
            : healthy ??= CreateFor(HostHealth.Healthy);

        ILoadBalancer? CreateFor(HostHealth health) => hosts.Localities.IsEmpty
            ? Create(new HostSet([.. hosts.Hosts.Where(host => host.Health == health)]))
            : snapshot.Cluster.Config.LoadBalancer.WeighsLocalities
            ? Create(LocalityWeightedBalancer.Flatten(hosts.Localities, health))
            : LocalityWeightedBalancer.TryCreate(snapshot.Cluster.Config, hosts.Localities, health, snapshot.OverprovisioningFactor, random);

        ILoadBalancer? Create(HostSet set) => set.Count == 0 ? null : snapshot.Cluster.Config.LoadBalancer.Create(set, random);
    }
}
