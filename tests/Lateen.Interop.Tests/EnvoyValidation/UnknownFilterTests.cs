using System.Text.Json.Nodes;
using Lateen.Testing;

namespace Lateen.Interop.Tests.EnvoyValidation;

/// <summary>A bootstrap with a filter that the proxy does not have: what the filter would refuse must not flow, so the bootstrap is refused.</summary>
public sealed class UnknownFilterTests
{
    const string Filter = """{"name":"guard","typed_config":{"@type":"type.googleapis.com/none.such.Guard"}}""";

    public static TheoryData<string, string> Places => new()
    {
        { "lateen-proxy", "http" }, { "lateen-proxy", "network" }, { "lateen-proxy", "listener" }, { "Envoy", "http" }, { "Envoy", "network" }, { "Envoy", "listener" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Bootstrap_with_an_unknown_filter_is_refused(string proxy, string place)
    {
        var program = proxy == "Envoy" ? Environment.GetEnvironmentVariable("ENVOY") : Repository.Built("lateen-proxy");
        Assert.SkipWhen(string.IsNullOrEmpty(program), "ENVOY is not set: no real Envoy to judge");

        var (_, sound) = await EnvoyVerdict.OfAsync(program!, Bootstrap("none"));
        var (exit, output) = await EnvoyVerdict.OfAsync(program!, Bootstrap(place));

        Assert.Contains("OK", sound, StringComparison.Ordinal);
        Assert.True(exit != 0 && output.Contains("none.such.Guard", StringComparison.Ordinal), output);
    }

    static JsonObject Bootstrap(string place)
    {
        var bootstrap = JsonNode.Parse("""
            {"static_resources":{"listeners":[{"name":"l","address":{"socket_address":{"address":"127.0.0.1","port_value":0}},"listener_filters":[],"filter_chains":[{"filters":[
            {"name":"http","typed_config":{"@type":"type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager","stat_prefix":"x",
            "route_config":{"virtual_hosts":[{"name":"v","domains":["*"],"routes":[{"match":{"prefix":"/"},"direct_response":{"status":200}}]}]},"http_filters":[
            {"name":"router","typed_config":{"@type":"type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}]}}
            """)!.AsObject();
        var listener = bootstrap["static_resources"]!["listeners"]![0]!;
        var filters = listener["filter_chains"]![0]!["filters"]!.AsArray();
        if (place == "http")
            filters[0]!["typed_config"]!["http_filters"]!.AsArray().Insert(0, JsonNode.Parse(Filter));
        else if (place == "network")
            filters.Insert(0, JsonNode.Parse(Filter));
        else if (place == "listener")
            listener["listener_filters"]!.AsArray().Add(JsonNode.Parse(Filter));
        return bootstrap;
    }
}
