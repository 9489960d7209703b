using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Authorization;
using Lateen.Pilot.Clusters;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Rules;
using Weighted = Envoy.Extensions.Filters.Network.TcpProxy.V3.TcpProxy.Types.WeightedCluster;

namespace Lateen.Pilot.Listeners;

/// <summary>Network filters of TCP chains: exchange of metadata where the proxy is the server, metrics, and the relay.</summary>
static class TcpProxies
{
    const string FilterName = "envoy.filters.network.tcp_proxy";

    /// <summary>The filters that relay to one cluster.</summary>
    public static IEnumerable<Filter> ToCluster(ListenerContext context, ChainRole role, string cluster, bool isLogged, params SourceRef[] sources) =>
        ToCluster(context, role, cluster, cluster, isLogged, sources);

    /// <summary>The filters that relay to one cluster, with statistics of a name of their own.</summary>
    public static IEnumerable<Filter> ToCluster(
        ListenerContext context, ChainRole role, string cluster, string statPrefix, bool isLogged, SourceRef[] sources) =>
        Filters(context, role, new TcpProxy { StatPrefix = statPrefix, Cluster = cluster }, isLogged, sources);

    /// <summary>The filters that relay to a service.</summary>
    public static IEnumerable<Filter> ToService(ListenerContext context, ClusterName cluster, in RouteContext routes, params SourceRef[] sources)
    {
        var proxy = Under(Destinations.Policy(routes, cluster));
        (proxy.StatPrefix, proxy.Cluster) = (StatPrefix(context, cluster), cluster.ToString());
        return Filters(context, ChainRole.Outbound, proxy, isLogged: true, sources);
    }

    /// <summary>The filters that relay to a rule's destinations.</summary>
    public static IEnumerable<Filter> ToDestinations(
        ListenerContext context, ChainRole role, in RouteContext routes, VirtualServiceRule rule, IReadOnlyList<RouteDestination> destinations,
        params SourceRef[] sources)
    {
        var weighted = destinations.Count == 1 ? destinations : [.. destinations.Where(destination => destination.Weight > 0)];
        if (weighted.Count == 0)
            return ToCluster(context, role, ClusterName.BlackHole, isLogged: true, sources);
        var first = Destinations.Cluster(routes, rule.Object.Namespace, weighted[0].Destination);
        var proxy = Under(Destinations.Policy(routes, first));
        if (destinations.Count == 1)
        {
            (proxy.StatPrefix, proxy.Cluster) = (StatPrefix(context, first), first.ToString());
        }
        else
        {
            proxy.StatPrefix = $"{rule.Object.Name}.{rule.Object.Namespace}";
            proxy.WeightedClusters = new Weighted();
            foreach (var destination in weighted)
            {
                proxy.WeightedClusters.Clusters.Add(new Weighted.Types.ClusterWeight
                {
                    Name = Destinations.Cluster(routes, rule.Object.Namespace, destination.Destination).ToString(), Weight = (uint)destination.Weight,
                });
            }
        }

        return Filters(context, role, proxy, isLogged: true, sources);
    }

    static string StatPrefix(ListenerContext context, ClusterName cluster) => StatNames.OutboundTcp(context.Mesh, context.View.Find(Hostname.Of(cluster.Host)), cluster);

    static TcpProxy Under(EffectivePolicy policy)
    {
        var proxy = new TcpProxy
        {
            IdleTimeout = policy.ConnectionPool?.Tcp?.IdleTimeout, MaxDownstreamConnectionDuration = policy.ConnectionPool?.Tcp?.MaxConnectionDuration,
        };
        if (policy.Tunnel is { } tunnel)
            proxy.TunnelingConfig = new TcpProxy.Types.TunnelingConfig { Hostname = $"{tunnel.TargetHost}:{tunnel.TargetPort}", UsePost = tunnel.Protocol == "POST" };
        if (policy.LoadBalancer?.ConsistentHash is { UseSourceIp: true })
            proxy.HashPolicy.Add(new Envoy.Type.V3.HashPolicy { SourceIp = new Envoy.Type.V3.HashPolicy.Types.SourceIp() });
        return proxy;
    }

    static IEnumerable<Filter> Filters(ListenerContext context, ChainRole role, TcpProxy proxy, bool isLogged, SourceRef[] sources)
    {
        if (context.Capabilities.MetadataExchange && role == ChainRole.Inbound)
            yield return MetadataExchange(context);
        foreach (var filter in RbacFilters.Network(context.Authorization, new(context.Mesh, context.Capabilities.IsUpstream), context.Emitter))
            yield return filter;
        if (context.Capabilities.Stats && context.Mesh.HasMetrics)
        {
            yield return context.Emitter.Emit(
                new Filter { Name = IstioFilters.Stats, TypedConfig = IstioFilters.StatsConfig(isServer: role != ChainRole.Outbound) },
                context.Mesh.At("defaultProviders.metrics"));
        }

        if (isLogged)
            proxy.AccessLog.AddRange(AccessLogs.OfTraffic(context.Mesh));
        yield return context.Emitter.Emit(new Filter { Name = FilterName, TypedConfig = Any.Pack(proxy) }, sources);
    }

    /// <summary>Stands first in every chain of a server.</summary>
    public static Filter MetadataExchange(ListenerContext context) => context.Emitter.Emit(
        new Filter { Name = IstioFilters.MetadataExchange, TypedConfig = IstioFilters.TcpMetadataExchange() }, context.Mesh.At());
}
