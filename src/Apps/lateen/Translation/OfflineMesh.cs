using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Config;
using Lateen.Config.Stores;
using Lateen.Pilot.Push;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Cli.Translation;

/// <summary>The control plane over objects in memory, asked as a proxy asks: listeners and clusters first, then what they name.</summary>
internal sealed class OfflineMesh : IDisposable
{
    readonly PilotSource source;

    public OfflineMesh(IEnumerable<ConfigObject> objects)
    {
        var store = new MemoryConfigStore();
        ConfigObject[] given = [.. objects];
        store.Apply([.. given, .. MissingSlices.Of(given)]);
        source = new PilotSource(store, TimeProvider.System, PushOptions.Local);
    }

    /// <summary>Everything that a proxy would be given.</summary>
    /// <exception cref="CommandException">The node is none.</exception>
    public OfflineTranslation Translate(Node node)
    {
        var opening = source.Open(new XdsPeer(node.Id, node, [], "offline", Delta: false), () => { });
        using var view = opening.View ?? throw new CommandException($"the proxy is refused: {opening.Refusal.Detail}");
        var listeners = All<Listener>(view, XdsTypes.Listener);
        var clusters = All<Cluster>(view, XdsTypes.Cluster);
        var routes = listeners.SelectMany(RouteNames).Distinct().Order(StringComparer.Ordinal);
        var endpoints = clusters.Where(cluster => cluster.Type == Cluster.Types.DiscoveryType.Eds)
            .Select(cluster => cluster.EdsClusterConfig.ServiceName is { Length: > 0 } name ? name : cluster.Name);
        return new OfflineTranslation(
            listeners, Named<RouteConfiguration>(view, XdsTypes.RouteConfiguration, routes), clusters, Named<ClusterLoadAssignment>(view, XdsTypes.ClusterLoadAssignment, endpoints));
    }

    public void Dispose() => source.Dispose();

    static T[] All<T>(IXdsView view, string type) where T : IMessage, new()
    {
        view.SubscribeAll(type);
        return [.. view.All(type).Select(resource => resource.Any.Unpack<T>())];
    }

    static T[] Named<T>(IXdsView view, string type, IEnumerable<string> names) where T : IMessage, new() =>
        [.. names.Select(name => view.Find(type, name)).OfType<XdsResource>().Select(resource => resource.Any.Unpack<T>())];

    static IEnumerable<string> RouteNames(Listener listener) => listener.FilterChains.Append(listener.DefaultFilterChain).OfType<FilterChain>()
        .SelectMany(chain => chain.Filters).Where(filter => filter.TypedConfig?.Is(HttpConnectionManager.Descriptor) == true)
        .Select(filter => filter.TypedConfig.Unpack<HttpConnectionManager>().Rds?.RouteConfigName).OfType<string>();
}
