using System.Text.Json.Nodes;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Xds;

namespace Lateen.Interop.Tests.Differential;

/// <summary>The inbound HTTP chain of web-v1's port as a listener of its own, in front of the application, with certificates where the case has identities.</summary>
static class InboundResources
{
    const string TlsInspector = """
        {"name": "envoy.filters.listener.tls_inspector",
        "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector"}}
        """;

    const string Chain = "0.0.0.0_8080", Cluster = "inbound|8080||";

    /// <summary>The proxy beside the server.</summary>
    public static Node Server => ClientSide.Node(
        $"sidecar~{LoopbackPlan.Upstreams["V1"]}~web-v1.default~default.svc.cluster.local",
        $$"""{"NAMESPACE":"default","CLUSTER_ID":"Kubernetes","LABELS":{"app":"web","version":"v1"},"INSTANCE_IPS":"{{LoopbackPlan.Upstreams["V1"]}}"}""", "envoy.filters.http.router");

    public static (JsonNode Listener, IReadOnlyList<JsonNode> Clusters) Of(DifferentialCase one, Dictionary<string, IReadOnlyList<Any>> resources, string address)
    {
        var inbound = resources[XdsTypes.Listener].Select(any => any.Unpack<Listener>()).Single(listener => listener.Name == "virtualInbound");
        var chain = ProtoJson.Of(inbound.FilterChains.First(candidate => candidate.Name == Chain && candidate.TransportSocket is null));
        var manager = chain["filters"]!.AsArray().Select(filter => filter!["typed_config"]!.AsObject()).Single(config => config.ContainsKey("http_filters")).DeepClone();
        manager["access_log"] = CaseResources.Log();
        var served = new JsonObject
        {
            ["filters"] = new JsonArray(new JsonObject { ["name"] = "envoy.filters.network.http_connection_manager", ["typed_config"] = manager }),
        };
        if (one.IsTls)
            served["transport_socket"] = Identities.ServerSocket();
        var listener = new JsonObject
        {
            ["name"] = one.Name, ["address"] = CaseResources.Socket(address, LoopbackPlan.Port), ["filter_chains"] = new JsonArray(served),
        };
        if (one.IsTls)
            listener["listener_filters"] = new JsonArray(JsonNode.Parse(TlsInspector));
        return (Own(one, listener), [Own(one, ApplicationCluster())]);
    }

    static JsonObject ApplicationCluster() => new()
    {
        ["name"] = Cluster, ["type"] = "STATIC", ["connect_timeout"] = "1s",
        ["load_assignment"] = new JsonObject
        {
            ["cluster_name"] = Cluster,
            ["endpoints"] = new JsonArray(new JsonObject
            {
                ["lb_endpoints"] = new JsonArray(new JsonObject
                {
                    ["endpoint"] = new JsonObject { ["address"] = CaseResources.Socket(LoopbackPlan.Upstreams["V1"], LoopbackPlan.Port) },
                }),
            }),
        },
    };

    static JsonNode Own(DifferentialCase one, JsonNode node) =>
        JsonNode.Parse(node.ToJsonString().Replace("\"inbound|", $"\"{one.Number}.inbound|", StringComparison.Ordinal))!;
}
