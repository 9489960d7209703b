using System.Text.Json.Nodes;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Xds;

namespace Lateen.Interop.Tests.Differential;

/// <summary>
/// What our control plane generates for a case, as static resources: the HTTP chain of the listener of port 80, on an address of its own, with its routes
/// and a log of response flags, and every outbound cluster with its endpoints.
/// </summary>
static class CaseResources
{
    const string Client = "sidecar~10.0.0.9~client.default~default.svc.cluster.local";
    const string Metadata = """{"NAMESPACE":"default","CLUSTER_ID":"Kubernetes","LABELS":{"app":"client"}}""";

    public static async Task<(JsonNode Listener, IReadOnlyList<JsonNode> Clusters)> GenerateAsync(DifferentialCase one, string address)
    {
        using var pilot = new PilotSide($"{DifferentialCase.Registry}\n---\n{one.Yaml}");
        if (one.IsInbound)
            return InboundResources.Of(one, await ClientSide.TakeAsync(pilot.As(InboundResources.Server)), address);
        var resources = await ClientSide.TakeAsync(pilot.As(ClientSide.Node(Client, Metadata, "envoy.filters.http.router")));
        var endpoints = resources[XdsTypes.ClusterLoadAssignment].Select(any => any.Unpack<ClusterLoadAssignment>()).ToDictionary(one => one.ClusterName);
        var clusters = resources[XdsTypes.Cluster].Select(any => any.Unpack<Cluster>()).Where(cluster => cluster.Name.StartsWith("outbound|", StringComparison.Ordinal));
        var listener = Listener(resources, address, one.Name);
        return (Own(one, listener), [.. clusters.Select(cluster => Own(one, Static(cluster, endpoints)))]);
    }

    static JsonNode Static(Cluster cluster, Dictionary<string, ClusterLoadAssignment> endpoints)
    {
        // The applications have no sidecars: what is compared is routing, and neither proxy has certificates here.
        cluster.TransportSocketMatches.Clear();
        cluster.TransportSocket = null;
        if (cluster.Type == Cluster.Types.DiscoveryType.Eds)
        {
            cluster.Type = Cluster.Types.DiscoveryType.Static;
            cluster.EdsClusterConfig = null;
            cluster.LoadAssignment = endpoints[cluster.Name];
        }

        return ProtoJson.Of(cluster);
    }

    static JsonNode Listener(Dictionary<string, IReadOnlyList<Any>> resources, string address, string name)
    {
        var routes = resources[XdsTypes.RouteConfiguration].Select(any => any.Unpack<RouteConfiguration>()).Single(route => route.Name == "80");
        var manager = resources[XdsTypes.Listener].Select(any => ProtoJson.Of(any.Unpack<Listener>())).SelectMany(Managers)
            .First(config => (string?)config["rds"]?["route_config_name"] == "80").DeepClone().AsObject();
        manager.Remove("rds");
        manager["route_config"] = ProtoJson.Of(routes);
        manager["access_log"] = Log();
        return new JsonObject
        {
            ["name"] = name,
            ["address"] = Socket(address, LoopbackPlan.Port),
            ["filter_chains"] = new JsonArray(new JsonObject
            {
                ["filters"] = new JsonArray(new JsonObject { ["name"] = "envoy.filters.network.http_connection_manager", ["typed_config"] = manager }),
            }),
        };
    }

    /// <summary>What the outcome's facts are read from.</summary>
    public static JsonNode Log() => JsonNode.Parse("""
        [{"name":"envoy.access_loggers.file","typed_config":{"@type":"type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
        "path":"/dev/stdout","log_format":{"text_format_source":{"inline_string":
        "outcome %REQ(X-CASE)% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS% %DYNAMIC_METADATA(envoy.filters.http.rbac)%\n"}}}}]
        """)!;

    public static JsonObject Socket(string address, int port) =>
        new() { ["socket_address"] = new JsonObject { ["address"] = address, ["port_value"] = port } };

    static IEnumerable<JsonNode> Managers(JsonObject listener) => (listener["filter_chains"]?.AsArray() ?? [])
        .SelectMany(chain => chain!["filters"]!.AsArray()).Select(filter => filter!["typed_config"]!);

    /// <summary>Every case is a mesh of its own: its clusters get names of their own.</summary>
    static JsonNode Own(DifferentialCase one, JsonNode node) =>
        JsonNode.Parse(node.ToJsonString().Replace("\"outbound|", $"\"{one.Number}.outbound|", StringComparison.Ordinal))!;
}
