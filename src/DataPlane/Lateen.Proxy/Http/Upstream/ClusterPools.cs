using Lateen.Net.Http;
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

    /// <summary>The pool for a host's requests of one kind, made on first use. <paramref name="downstream"/> is the version that the request came by, if it came.</summary>
    public HttpPool Pool(HostState host, RoutingPriority priority, in UpstreamTransportOptions transport, HttpProtocol? downstream)
    {
        var protocol = ProtocolFor(downstream);
        var key = new PoolKey(host.Host, priority, transport, protocol);
        if (!pools.TryGetValue(key, out var pool))
            pools[key] = pool = new HttpPool(worker, Cluster, priority, transport, protocol);
        return pool;
    }

    /// <summary>The version that is spoken to the cluster for a request: one of Http1, Http2 and Negotiated.</summary>
    public UpstreamProtocol ProtocolFor(HttpProtocol? downstream) => Cluster.Config.Http.Protocol switch
    {
        UpstreamProtocol.AsDownstream => downstream == HttpProtocol.Http2 ? UpstreamProtocol.Http2 : UpstreamProtocol.Http1,
        var configured => configured,
    };

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
