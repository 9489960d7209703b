using Lateen.Net;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Clusters;

/// <summary>One worker's side of a cluster: its balancers and pools. Lives as long as the <see cref="Clusters.Cluster"/>; hosts change under it.</summary>
public sealed class WorkerCluster : ITimerHandler
{
    readonly IRandom random;
    readonly StatsShard stats;
    readonly IEventLoop loop;
    readonly OriginalDestinationHosts? originalDestinations;
    readonly LoopTimer cleanup;
    readonly List<IClusterObserver> observers = [];
    ClusterPicker picker;

    public WorkerCluster(ClusterSnapshot snapshot, IEventLoop loop, StatsShard stats, IRandom random)
    {
        this.random = random;
        this.stats = stats;
        this.loop = loop;
        picker = new ClusterPicker(snapshot, random);
        cleanup = new LoopTimer(this);
        if (snapshot.Cluster.Config.Discovery is not ClusterDiscovery.OriginalDestination discovery) return;
        originalDestinations = new OriginalDestinationHosts(snapshot.Cluster.Config, discovery);
        ScheduleCleanup();
    }

    public Cluster Cluster => picker.Snapshot.Cluster;

    public ClusterConfig Config => Cluster.Config;

    public string Name => Cluster.Name;

    public ClusterSnapshot Snapshot => picker.Snapshot;

    /// <summary>True once the cluster was removed or replaced; streams in flight go on.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>The hosts of an ORIGINAL_DST cluster on this worker; empty for other clusters.</summary>
    public IEnumerable<HostState> OriginalDestinationHosts => originalDestinations?.Hosts ?? [];

    /// <summary>A host for one attempt, or null when none may be used (503 UH); counts what it decides.</summary>
    public HostState? Pick(in LoadBalancerContext context)
    {
        var host = originalDestinations is not null ? originalDestinations.Find(context.OriginalDestination) : PickBalanced(context);
        if (host is null) stats.Increment(Cluster.Stats.CxNoneHealthy);
        return host;
    }

    public void AddObserver(IClusterObserver observer) => observers.Add(observer);

    public void RemoveObserver(IClusterObserver observer) => observers.Remove(observer);

    /// <summary>Takes over hosts that changed. Balancers start anew; pools of hosts that stay are kept.</summary>
    public void Update(ClusterSnapshot next)
    {
        var staying = next.Hosts.Select(state => state.Host).ToHashSet(ReferenceEqualityComparer.Instance);
        var gone = Snapshot.Hosts.Select(state => state.Host).Where(host => !staying.Contains(host)).ToList();
        picker = new ClusterPicker(next, random);
        foreach (var host in gone) TellHostRemoved(host);
    }

    public void Remove()
    {
        IsRemoved = true;
        loop.Cancel(cleanup);
        foreach (var observer in observers.ToArray()) observer.OnClusterRemoved();
    }

    public void OnTimer(LoopTimer timer)
    {
        originalDestinations!.RemoveUnused(TellHostRemoved);
        ScheduleCleanup();
    }

    HostState? PickBalanced(in LoadBalancerContext context)
    {
        var host = picker.Pick(context, out var isPanic);
        if (isPanic) stats.Increment(Cluster.Stats.HealthyPanic);
        return host;
    }

    void TellHostRemoved(Host host)
    {
        foreach (var observer in observers.ToArray()) observer.OnHostRemoved(host);
    }

    void ScheduleCleanup()
    {
        var interval = ((ClusterDiscovery.OriginalDestination)Config.Discovery).CleanupInterval;
        if (interval < TimeSpan.FromDays(365)) loop.Schedule(cleanup, interval.Ticks * 100);
    }
}
