using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Lateen.Proxy.Extensions.AccessLoggers;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Tcp;
using HashPolicy = Envoy.Type.V3.HashPolicy;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>envoy.filters.network.tcp_proxy: relays a connection to a cluster.</summary>
sealed class TcpProxyExtension : INetworkFilterExtension
{
    public string Name => "envoy.filters.network.tcp_proxy";

    public string Message => "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy";

    public bool IsTerminal => true;

    public INetworkFilterConfig? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(TcpProxy.Parser, at) is not { } message)
            return null;
        if (message.TunnelingConfig is not null)
            at["tunneling_config"].FailUnsupported("tunnelling");
        if (message.HashPolicy.Any(policy => policy.PolicySpecifierCase != HashPolicy.PolicySpecifierOneofCase.SourceIp))
            at["hash_policy"].FailUnsupported("hashing anything but the client's address");
        if (ReadCluster(message, at) is not { } cluster)
            return null;
        return new TcpProxyConfig
        {
            Name = name,
            StatPrefix = message.StatPrefix,
            Cluster = cluster,
            IdleTimeout = message.IdleTimeout.Read(TimeSpan.FromHours(1), at["idle_timeout"]),
            MaxDownstreamConnectionDuration = message.MaxDownstreamConnectionDuration.Read(default, at["max_downstream_connection_duration"]),
            MaxConnectAttempts = Math.Max(1, message.MaxConnectAttempts ?? 1),
            HashesSourceAddress = message.HashPolicy.Count > 0,
            AccessLogs = AccessLoggerExtensions.Read(message.AccessLog, at, "access_log", context),
            Stats = TcpProxyStats.Register(context.Stats.Tcp(message.StatPrefix)),
            MetadataMatch = message.MetadataMatch is { } match ? match.Read() : null,
        };
    }

    static ClusterSpecifier? ReadCluster(TcpProxy message, FieldPath at)
    {
        switch (message.ClusterSpecifierCase)
        {
            case TcpProxy.ClusterSpecifierOneofCase.Cluster:
                return new ClusterSpecifier.Single(message.Cluster);
            case TcpProxy.ClusterSpecifierOneofCase.WeightedClusters:
                return ReadWeighted(message.WeightedClusters, at["weighted_clusters"]);
            default:
                at["cluster_specifier"].Fail("value is required");
                return null;
        }
    }

    static ClusterSpecifier.Weighted? ReadWeighted(TcpProxy.Types.WeightedCluster weighted, FieldPath at)
    {
        var total = weighted.Clusters.Sum(cluster => (long)cluster.Weight);
        if (total is > 0 and <= uint.MaxValue)
            return new ClusterSpecifier.Weighted([.. weighted.Clusters.Select(Read)]);
        at["clusters"].Fail(total == 0 ? "the weights sum to 0" : $"The sum of weights of all weighted clusters exceeds {uint.MaxValue}");
        return null;
    }

    static WeightedCluster Read(TcpProxy.Types.WeightedCluster.Types.ClusterWeight cluster) =>
        new(cluster.Name, cluster.Weight) { MetadataMatch = cluster.MetadataMatch is { } match ? match.Read() : null };
}
