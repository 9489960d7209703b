using Lateen.Proxy.Clusters;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>The HTTP pools of one cluster on one worker. Pools without connections and requests are dropped with their host.</summary>
sealed class ClusterPools : IClusterObserver
{
    readonly HttpWorker worker;
    readonly Dictionary<PoolKey, HttpPool> pools = [];

    public ClusterPools(HttpWorker worker, WorkerCluster cluster)
    {
        this.worker = worker;
        Cluster = cluster;
        cluster.AddObserver(this);
    }

    public WorkerCluster Cluster { get; }

    /// <summary>The pool for a host's requests of one kind, made on first use.</summary>
    public HttpPool Pool(HostState host, RoutingPriority priority, in UpstreamTransportOptions transport)
    {
        var key = new PoolKey(host.Host, priority, transport);
        if (!pools.TryGetValue(key, out var pool))
            pools[key] = pool = new HttpPool(worker, Cluster, priority, transport);
        return pool;
    }

    public void OnHostRemoved(Host host)
    {
        foreach (var (key, pool) in pools)
        {
            if (!ReferenceEquals(key.Host, host))
                continue;
            pool.Drain();
            pools.Remove(key);
        }
    }

    public void OnClusterRemoved()
    {
        foreach (var pool in pools.Values)
            pool.Drain();
        pools.Clear();
        worker.Forget(this);
    }
}
