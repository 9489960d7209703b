using System.Text.Json;
using System.Text.Json.Nodes;
using Envoy.Admin.V3;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Lateen.Xds;
using Lateen.Xds.Server;

namespace Lateen.Cli.Discovery;

/// <summary>The pages below /debug, in the shapes of istiod's.</summary>
internal static class DebugPages
{
    const string Json = "application/json";
    const string NoProxy = "You must provide a proxyID in the query string";
    static readonly JsonFormatter Formatter = new(new JsonFormatter.Settings(formatDefaultValues: false, TypeRegistry.FromFiles(Files())));

    static readonly IReadOnlyDictionary<string, Func<DiscoveryContext, HttpRequest, IResult>> Pages =
        new SortedDictionary<string, Func<DiscoveryContext, HttpRequest, IResult>>(StringComparer.Ordinal)
        {
            ["config_dump"] = (context, request) => OfProxy(context, request, ConfigDumpOf),
            ["connections"] = (context, _) => Results.Text(Connections(context).ToJsonString(), Json),
            ["edsz"] = (context, request) => OfProxy(context, request, Endpoints),
            ["syncz"] = (context, _) => Results.Text(Synchronisation(context).ToJsonString(), Json),
        };

    /// <summary>Maps the pages, and their list at /debug/list.</summary>
    public static void Map(IEndpointRouteBuilder routes, DiscoveryContext context)
    {
        routes.MapGet("/debug/list", () => Results.Text(JsonSerializer.Serialize(Pages.Keys), Json));
        routes.MapGet("/debug/{page}", (string page, HttpRequest request) =>
            Pages.TryGetValue(page, out var render) ? render(context, request) : Results.NotFound());
    }

    static IResult OfProxy(DiscoveryContext context, HttpRequest request, Func<DiscoveryContext, AdsConnection, string> render)
    {
        string? proxy = request.Query["proxyID"];
        if (string.IsNullOrEmpty(proxy))
            return Results.Text(NoProxy, statusCode: StatusCodes.Status400BadRequest);
        return context.Connections.Find(proxy) is { } connection
            ? Results.Text(render(context, connection), Json)
            : Results.Text($"Proxy not connected to this Pilot instance. It may be connected to another instance.: {proxy}", statusCode: StatusCodes.Status404NotFound);
    }

    static JsonArray Synchronisation(DiscoveryContext context) =>
        [.. context.Connections.Known.Select(connection => Synchronisation(connection))];

    static JsonObject Synchronisation(AdsConnection connection)
    {
        XdsPeer peer = connection.Peer!;
        string[] parts = peer.Node.Id.Split('~');
        var entry = new JsonObject
        {
            ["cluster_id"] = Metadata(peer, "CLUSTER_ID"),
            ["proxy"] = parts.Length == 4 ? parts[2] : peer.Node.Id,
            ["proxy_type"] = parts[0],
            ["proxy_version"] = Metadata(peer, "ISTIO_VERSION"),
            ["istio_version"] = Metadata(peer, "ISTIO_VERSION"),
        };
        foreach (WatchStatus watch in connection.Watches())
            AddWatch(entry, watch);
        return entry;
    }

    static void AddWatch(JsonObject entry, WatchStatus watch)
    {
        string? key = watch.TypeUrl switch
        {
            XdsTypes.Cluster => "cluster",
            XdsTypes.Listener => "listener",
            XdsTypes.RouteConfiguration => "route",
            XdsTypes.ClusterLoadAssignment => "endpoint",
            XdsTypes.ExtensionConfig => "extensionconfig",
            XdsTypes.Secret => "secret",
            _ => null,
        };
        if (key is null || watch.NonceSent.Length == 0)
            return;
        entry[key + "_sent"] = watch.NonceSent;
        if (watch.NonceAcked.Length > 0)
            entry[key + "_acked"] = watch.NonceAcked;
        if (watch.LastError is not null)
            entry[key + "_error"] = watch.LastError;
    }

    static JsonObject Connections(DiscoveryContext context) => new()
    {
        ["totalClients"] = context.Connections.Count,
        ["clients"] = new JsonArray([.. context.Connections.Known.Select(connection => new JsonObject
        {
            ["connectionId"] = connection.Peer!.ConnectionId,
            ["connectedAt"] = connection.Connected.ToString("O"),
            ["address"] = connection.Address,
            ["watches"] = new JsonArray([.. connection.Watches().Select(watch => (JsonNode)XdsTypes.ShortName(watch.TypeUrl))]),
        })]),
    };

    static string Metadata(XdsPeer peer, string key) =>
        peer.Node.Metadata is not null && peer.Node.Metadata.Fields.TryGetValue(key, out Value? value) ? value.StringValue : "";

    static string Endpoints(DiscoveryContext context, AdsConnection connection)
    {
        using IXdsView view = Open(context, connection);
        return "[" + string.Join(',', Watched(view, connection, XdsTypes.ClusterLoadAssignment).Select(resource => Formatter.Format(resource.Any))) + "]";
    }

    static string ConfigDumpOf(DiscoveryContext context, AdsConnection connection)
    {
        using IXdsView view = Open(context, connection);
        var clusters = new ClustersConfigDump { VersionInfo = view.Revision };
        foreach (XdsResource resource in Watched(view, connection, XdsTypes.Cluster))
            clusters.DynamicActiveClusters.Add(new ClustersConfigDump.Types.DynamicCluster { VersionInfo = resource.Version, Cluster = resource.Any });
        var listeners = new ListenersConfigDump { VersionInfo = view.Revision };
        foreach (XdsResource resource in Watched(view, connection, XdsTypes.Listener))
            listeners.DynamicListeners.Add(Listener(resource));
        var routes = new RoutesConfigDump();
        foreach (XdsResource resource in Watched(view, connection, XdsTypes.RouteConfiguration))
            routes.DynamicRouteConfigs.Add(new RoutesConfigDump.Types.DynamicRouteConfig { VersionInfo = resource.Version, RouteConfig = resource.Any });
        var endpoints = new EndpointsConfigDump();
        foreach (XdsResource resource in Watched(view, connection, XdsTypes.ClusterLoadAssignment))
            endpoints.DynamicEndpointConfigs.Add(new EndpointsConfigDump.Types.DynamicEndpointConfig { VersionInfo = resource.Version, EndpointConfig = resource.Any });
        return Formatter.Format(new ConfigDump { Configs = { Pack(clusters), Pack(listeners), Pack(routes), Pack(endpoints) } });
    }

    static ListenersConfigDump.Types.DynamicListener Listener(XdsResource resource) => new()
    {
        Name = resource.Name,
        ActiveState = new ListenersConfigDump.Types.DynamicListenerState { VersionInfo = resource.Version, Listener = resource.Any },
    };

    static Any Pack(IMessage message) => Any.Pack(message);

    static IXdsView Open(DiscoveryContext context, AdsConnection connection) =>
        context.Source.Open(connection.Peer!, static () => { }).View ?? throw new InvalidOperationException("the proxy is no longer known");

    /// <summary>What the proxy watches of a type, as it would be sent now.</summary>
    static IEnumerable<XdsResource> Watched(IXdsView view, AdsConnection connection, string typeUrl)
    {
        if (connection.Watches().FirstOrDefault(watch => watch.TypeUrl == typeUrl) is not { } watch)
            return [];
        if (watch.All)
        {
            view.SubscribeAll(typeUrl);
            return view.All(typeUrl);
        }

        foreach (string name in watch.Names)
            view.Subscribe(typeUrl, name);
        return watch.Names.Order(StringComparer.Ordinal).Select(name => view.Find(typeUrl, name)).OfType<XdsResource>();
    }

    /// <summary>Every message that Lateen knows: what may be inside an Any.</summary>
    static IEnumerable<FileDescriptor> Files() => typeof(ConfigDump).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Reflection", StringComparison.Ordinal))
        .Select(type => type.GetProperty("Descriptor")?.GetValue(null)).OfType<FileDescriptor>();
}
