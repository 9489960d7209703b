using System.Text.Json.Nodes;
using Lateen.Testing;

namespace Lateen.Interop.Tests.EnvoyValidation;

/// <summary>The table of messages that break a rule, or just keep it: real Envoy refuses the ones and takes the others.</summary>
public sealed class RuleVerdictTests
{
    const string Table = "tests/Lateen.Protos.Rules.Tests/cases.tsv";
    const string Cluster = "envoy.config.cluster.v3.Cluster", Routes = "envoy.config.route.v3.RouteConfiguration";

    [Fact]
    public async Task Envoy_refuses_what_breaks_a_rule_and_takes_what_keeps_it()
    {
        var envoy = Environment.GetEnvironmentVariable("ENVOY");
        Assert.SkipWhen(string.IsNullOrEmpty(envoy), "ENVOY is not set: no real Envoy to judge");
        var wrong = new List<string>();
        foreach (var row in File.ReadLines(Repository.PathOf(Table)).Select(line => line.Split('\t')).Where(row => row[0] is Cluster or Routes))
        {
            var (exit, output) = await EnvoyVerdict.OfAsync(envoy!, Bootstrap(row[0], JsonNode.Parse(row[1])!));
            var refused = exit != 0 && output.Contains("Proto constraint validation failed", StringComparison.Ordinal);
            if (refused != row[2].Length > 0 || (exit != 0) != refused)
                wrong.Add($"{row[1]}: {(row[2].Length > 0 ? row[2] : "keeps the rules")}; Envoy: {output}");
        }

        Assert.Equal("", string.Join('\n', wrong));
    }

    static JsonObject Bootstrap(string message, JsonNode resource)
    {
        var clusters = new JsonArray(message == Cluster ? resource : JsonNode.Parse("""{"name":"a","type":"STATIC"}""")!);
        var listeners = message == Cluster ? new JsonArray() : new JsonArray(Listener(resource));
        return new JsonObject { ["static_resources"] = new JsonObject { ["clusters"] = clusters, ["listeners"] = listeners } };
    }

    static JsonNode Listener(JsonNode routes)
    {
        var listener = JsonNode.Parse("""
            {"name":"l","address":{"socket_address":{"address":"127.0.0.1","port_value":0}},"filter_chains":[{"filters":[{"name":"http","typed_config":{
            "@type":"type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager","stat_prefix":"x","http_filters":[{
            "name":"router","typed_config":{"@type":"type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}
            """)!;
        listener["filter_chains"]![0]!["filters"]![0]!["typed_config"]!["route_config"] = routes;
        return listener;
    }
}
