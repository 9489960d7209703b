using Lateen.Net.Http;
using Lateen.Net.Http2;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http.Upstream;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Http;

/// <summary>What all HTTP of one worker shares: pooled heads, streams and attempts, the upstream pools, the date.</summary>
/// <remarks>
/// Pooled objects that are over are retired, and used again only once the call that ended them has unwound: the loop never calls one handler from
/// inside another, so the next entry from the loop is such a moment.
/// </remarks>
sealed class HttpWorker
{
    readonly Dictionary<WorkerCluster, ClusterPools> pools = new(ReferenceEqualityComparer.Instance);
    readonly Stack<UpstreamRequest> freeRequests = new();
    readonly List<UpstreamRequest> retiredRequests = [];
    readonly List<HttpStream> retiredStreams = [];
    long generation;

    HttpWorker(WorkerContext context)
    {
        Context = context;
        Date = new DateText(context.Loop);
        Http2 = new Http2Resources(Heads, context.Loop);
    }

    public WorkerContext Context { get; }

    public HeadPool Heads { get; } = new();

    public DateText Date { get; }

    public Http2Resources Http2 { get; }

    /// <summary>A table that stays empty: the trailers of a message without any.</summary>
    public HeaderTable NoTrailers { get; } = new(1);

    /// <summary>Streams that are served now.</summary>
    public int ActiveStreams { get; set; }

    public static HttpWorker Of(WorkerContext context) => context.Service(static c => new HttpWorker(c));

    /// <summary>The loop calls: nothing that was retired is on the stack any more.</summary>
    public void Enter()
    {
        if (retiredRequests.Count > 0)
            RecycleRequests();
        if (retiredStreams.Count > 0)
            RecycleStreams();
    }

    /// <summary>A number for the next stream.</summary>
    public long NextGeneration() => ++generation;

    public ClusterPools PoolsOf(WorkerCluster cluster)
    {
        if (!pools.TryGetValue(cluster, out var found))
            pools[cluster] = found = new ClusterPools(this, cluster);
        return found;
    }

    public void Forget(ClusterPools gone) => pools.Remove(gone.Cluster);

    public UpstreamRequest RentRequest() => freeRequests.TryPop(out var request) ? request : new UpstreamRequest();

    public void Retire(UpstreamRequest request) => retiredRequests.Add(request);

    public void Retire(HttpStream stream) => retiredStreams.Add(stream);

    void RecycleRequests()
    {
        foreach (var request in retiredRequests)
            freeRequests.Push(request);
        retiredRequests.Clear();
    }

    void RecycleStreams()
    {
        foreach (var stream in retiredStreams)
            stream.Recycle();
        retiredStreams.Clear();
    }
}
