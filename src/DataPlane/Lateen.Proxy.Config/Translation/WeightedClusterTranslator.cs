using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Routing;
using Proto = Envoy.Config.Route.V3;

namespace Lateen.Proxy.Config.Translation;

/// <summary>WeightedCluster -> <see cref="ClusterSpecifier.Weighted"/>.</summary>
static class WeightedClusterTranslator
{
    public static ClusterSpecifier Translate(Proto.WeightedCluster weighted, FieldPath at)
    {
        if (weighted.RandomValueSpecifierCase != Proto.WeightedCluster.RandomValueSpecifierOneofCase.None)
            at["random_value_specifier"].FailUnsupported("a random value from the request");
        var total = weighted.Clusters.Sum(cluster => (long)(cluster.Weight ?? 0));
        if (weighted.Clusters.Count == 0)
            at["clusters"].Fail("value must contain at least 1 item(s)");
        else if (total == 0)
            at["clusters"].Fail("Sum of weights in the weighted_cluster must be greater than 0.");
        else if (total > uint.MaxValue)
            at["clusters"].Fail($"The sum of weights of all weighted clusters of route exceeds {uint.MaxValue}");
        else
            return new ClusterSpecifier.Weighted([.. weighted.Clusters.Select((cluster, i) => Translate(cluster, at["clusters", i]))]);
        return new ClusterSpecifier.Single("");
    }

    static WeightedCluster Translate(Proto.WeightedCluster.Types.ClusterWeight cluster, FieldPath at)
    {
        if (cluster.ClusterHeader.Length > 0)
            at["cluster_header"].FailUnsupported("a weighted cluster named by a header");
        return new WeightedCluster(cluster.Name, cluster.Weight ?? 0)
        {
            RequestHeaders = HeaderMutationTranslator.Translate(cluster.RequestHeadersToAdd, cluster.RequestHeadersToRemove, at, "request"),
            ResponseHeaders = HeaderMutationTranslator.Translate(cluster.ResponseHeadersToAdd, cluster.ResponseHeadersToRemove, at, "response"),
            HostRewriteLiteral = cluster.HostRewriteLiteral is { Length: > 0 } host ? host : null,
            MetadataMatch = cluster.MetadataMatch is { } match ? match.Read() : null,
            FilterConfigs = RouteFilterTranslator.Translate(cluster.TypedPerFilterConfig, at),
        };
    }
}
