using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Xds;

namespace Lateen.Interop.Tests;

/// <summary>Takes everything that a client of a control plane would take, as it would: listeners and clusters first, then what they name.</summary>
static class ClientSide
{
    /// <summary>A node as Istio's agent describes it.</summary>
    public static Node Node(string id, string metadata, params string[] extensions)
    {
        var node = new Node { Id = id, Cluster = "test", UserAgentName = "envoy", Metadata = Struct.Parser.ParseJson(metadata) };
        node.Extensions.AddRange(extensions.Select(name => new Extension { Name = name, Category = "test" }));
        return node;
    }

    /// <summary>All resources of a sidecar or gateway, by type. They must keep the rules of Envoy's API.</summary>
    public static async Task<Dictionary<string, IReadOnlyList<Any>>> TakeAsync(Func<string, IReadOnlyList<string>, Task<IReadOnlyList<Any>>> source)
    {
        async Task<IReadOnlyList<Any>> ask(string type, IReadOnlyList<string> names) => UpstreamRules.Kept(await source(type, names));
        var clusters = await ask(XdsTypes.Cluster, []);
        string[] endpoints = [.. clusters.Select(any => any.Unpack<Cluster>()).Where(cluster => cluster.Type == Cluster.Types.DiscoveryType.Eds).Select(cluster => cluster.Name)];
        // Nobody answers a request for nothing.
        var assignments = endpoints.Length == 0 ? [] : await ask(XdsTypes.ClusterLoadAssignment, endpoints);
        var listeners = await ask(XdsTypes.Listener, []);
        string[] routes = [.. listeners.SelectMany(any => RouteNames(any.Unpack<Listener>())).Distinct().Order(StringComparer.Ordinal)];
        return new()
        {
            [XdsTypes.Cluster] = clusters, [XdsTypes.ClusterLoadAssignment] = assignments, [XdsTypes.Listener] = listeners,
            [XdsTypes.RouteConfiguration] = routes.Length == 0 ? [] : await ask(XdsTypes.RouteConfiguration, routes),
        };
    }

    /// <summary>All resources of a gRPC client that asks for the listeners given. Istio leaves out what Envoy would want and gRPC doesn't read.</summary>
    public static async Task<Dictionary<string, IReadOnlyList<Any>>> TakeProxylessAsync(
        Func<string, IReadOnlyList<string>, Task<IReadOnlyList<Any>>> ask, params string[] targets)
    {
        var listeners = await ask(XdsTypes.Listener, targets);
        string[] routes = [.. listeners.Select(any => any.Unpack<Listener>().ApiListener).OfType<ApiListener>()
            .Select(api => api.ApiListener_.Unpack<HttpConnectionManager>().Rds.RouteConfigName)];
        var configurations = await ask(XdsTypes.RouteConfiguration, routes);
        string[] clusters = [.. configurations.SelectMany(any => any.Unpack<RouteConfiguration>().VirtualHosts).SelectMany(host => host.Routes)
            .Where(route => route.Route_ is not null).SelectMany(Clusters).Distinct().Order(StringComparer.Ordinal)];
        return new()
        {
            [XdsTypes.Listener] = listeners, [XdsTypes.RouteConfiguration] = configurations,
            [XdsTypes.Cluster] = await ask(XdsTypes.Cluster, clusters), [XdsTypes.ClusterLoadAssignment] = await ask(XdsTypes.ClusterLoadAssignment, clusters),
        };
    }

    /// <summary>The route configurations that a listener asks for.</summary>
    public static IEnumerable<string> RouteNames(Listener listener) => listener.FilterChains.Append(listener.DefaultFilterChain).OfType<FilterChain>()
        .SelectMany(chain => chain.Filters).Where(filter => filter.TypedConfig.Is(HttpConnectionManager.Descriptor))
        .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>().Rds?.RouteConfigName).OfType<string>();

    static IEnumerable<string> Clusters(Route route) => route.Route_.WeightedClusters is { } weighted
        ? weighted.Clusters.Select(cluster => cluster.Name)
        : [route.Route_.Cluster];
}
