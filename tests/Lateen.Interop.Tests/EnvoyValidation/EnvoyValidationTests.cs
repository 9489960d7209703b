using System.Text.Json.Nodes;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Interop.Tests.IstiodComparison;
using Lateen.Testing;
using Lateen.Xds;

namespace Lateen.Interop.Tests.EnvoyValidation;

/// <summary>Real Envoy reads what Pilot generates for it, as a static bootstrap.</summary>
public sealed class EnvoyValidationTests
{
    public static TheoryData<string> Names => ["productpage-v1", "mixed", "gateway"];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Envoy_takes_every_resource_without_a_warning(string name)
    {
        var envoy = Environment.GetEnvironmentVariable("ENVOY");
        Assert.SkipWhen(string.IsNullOrEmpty(envoy), "ENVOY is not set: no real Envoy to judge");
        // The case says anew what the base says of mTLS.
        var manifests = File.ReadAllText(ComparisonCase.BaseManifest).Split("\n---\n")
            .Where(text => !text.Contains("kind: PeerAuthentication", StringComparison.Ordinal)).Append(new ComparisonCase("rules").Text);
        using var pilot = new PilotSide(string.Join("\n---\n", manifests));
        var client = Clients.All.Single(one => one.Name == name);
        var node = ClientSide.Node(client.Id, client.Metadata, "envoy.filters.http.router");
        var resources = await ClientSide.TakeAsync(pilot.As(node));

        var (exit, output) = await EnvoyVerdict.OfAsync(envoy!, Bootstrap(resources));

        Assert.True(exit == 0, output);
        Assert.DoesNotContain("[warning]", output);
    }

    /// <summary>Static listeners, with the routes that they would ask for inside, and static clusters, with the two that the agent's bootstrap has.</summary>
    static JsonObject Bootstrap(Dictionary<string, IReadOnlyList<Any>> resources)
    {
        var routes = resources[XdsTypes.RouteConfiguration].Select(any => any.Unpack<RouteConfiguration>())
            .ToDictionary(route => route.Name, route => ProtoJson.Of(route));
        var listeners = new JsonArray([.. resources[XdsTypes.Listener].Select(any => WithRoutes(ProtoJson.Of(any.Unpack<Listener>()), routes))]);
        var clusters = new JsonArray([.. resources[XdsTypes.Cluster].Select(any => ProtoJson.Of(any.Unpack<Cluster>())), Local("sds-grpc"), Local("xds-grpc")]);
        return new JsonObject
        {
            ["node"] = new JsonObject { ["id"] = "test", ["cluster"] = "test" },
            ["dynamic_resources"] = JsonNode.Parse("""
                {"ads_config":{"api_type":"GRPC","transport_api_version":"V3","grpc_services":[{"envoy_grpc":{"cluster_name":"xds-grpc"}}]}}
                """),
            ["static_resources"] = new JsonObject { ["listeners"] = listeners, ["clusters"] = clusters },
        };
    }

    static JsonObject WithRoutes(JsonObject listener, Dictionary<string, JsonObject> routes)
    {
        var chains = (listener["filter_chains"]?.AsArray() ?? []).Append(listener["default_filter_chain"]).OfType<JsonObject>();
        foreach (var config in chains.SelectMany(chain => chain["filters"]!.AsArray()).Select(filter => filter!["typed_config"]!.AsObject()))
        {
            if (config["rds"] is not { } rds)
                continue;
            var name = rds["route_config_name"]!.GetValue<string>();
            config.Remove("rds");
            config["route_config"] = routes[name].DeepClone();
        }

        return listener;
    }

    static JsonNode Local(string name) => JsonNode.Parse("""
        {"name":"NAME","type":"STATIC","connect_timeout":"1s","typed_extension_protocol_options":{"envoy.extensions.upstreams.http.v3.HttpProtocolOptions":
        {"@type":"type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions","explicit_http_config":{"http2_protocol_options":{}}}},
        "load_assignment":{"cluster_name":"NAME","endpoints":[{"lb_endpoints":[{"endpoint":{"address":{"socket_address":{"address":"127.0.0.1","port_value":1}}}}]}]}}
        """.Replace("NAME", name, StringComparison.Ordinal))!;
}
