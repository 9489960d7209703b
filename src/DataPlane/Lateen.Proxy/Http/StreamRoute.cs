using Lateen.Proxy.Clusters;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http;

/// <summary>The route of one stream: matched when first asked for, with the route table that was current when the stream began.</summary>
sealed class StreamRoute(HttpStream stream)
{
    RouteTable? table;
    ulong random;
    bool isMatched;
    bool isClusterChosen;
    RouteDecision decision;
    WeightedCluster? weighted;
    string? clusterName;
    WorkerCluster? cluster;

    /// <summary>What the table says; its Entry is null without a route.</summary>
    public RouteDecision Decision
    {
        get
        {
            if (!isMatched)
                Match();
            return decision;
        }
    }

    /// <summary>The matched route in its place; null without one.</summary>
    public RouteEntry? Entry => Decision.Entry;

    /// <summary>The entry of a weighted route; null for other routes.</summary>
    public WeightedCluster? Weighted
    {
        get
        {
            ChooseCluster();
            return weighted;
        }
    }

    /// <summary>The cluster that the route names; null when it names none.</summary>
    public string? ClusterName
    {
        get
        {
            ChooseCluster();
            return clusterName;
        }
    }

    /// <summary>The cluster on this worker; null when it does not exist.</summary>
    public WorkerCluster? Cluster
    {
        get
        {
            ChooseCluster();
            return cluster;
        }
    }

    /// <summary>Whether a route was matched already, without matching now.</summary>
    public bool HasEntry => isMatched && decision.Entry is not null;

    /// <summary>A stream begins with this table; the random value stays for its life, so that a second look gives the same route.</summary>
    public void Begin(RouteTable? routes, ulong randomValue)
    {
        table = routes;
        random = randomValue;
        Clear();
    }

    /// <summary>The request has changed: match again when next asked.</summary>
    public void Clear()
    {
        isMatched = isClusterChosen = false;
        decision = default;
        weighted = null;
        clusterName = null;
        cluster = null;
    }

    /// <summary>Lets go of everything.</summary>
    public void End()
    {
        Clear();
        table = null;
    }

    /// <summary>The most specific configuration of a filter.</summary>
    public IRouteFilterConfig? FilterConfig(string filterName) => Entry?.FilterConfig(filterName, Weighted);

    void Match()
    {
        isMatched = true;
        if (table is null)
            return;
        decision = table.Match(new RequestView(stream.Request!), random);
        stream.Info.RouteName = decision.Entry?.Route.Name is { Length: > 0 } name ? name : null;
    }

    void ChooseCluster()
    {
        if (isClusterChosen)
            return;
        isClusterChosen = true;
        clusterName = Entry?.SelectCluster(new RequestView(stream.Request!), random, out weighted);
        cluster = clusterName is null ? null : stream.Server.Worker.Context.Clusters.Find(clusterName);
    }
}
