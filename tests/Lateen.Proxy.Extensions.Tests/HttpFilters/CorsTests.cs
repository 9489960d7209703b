using Envoy.Extensions.Filters.Http.Cors.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.Tests.Fakes;
using Lateen.Proxy.Http;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Tests.HttpFilters;

/// <summary>As Envoy's filter: who may read, what a preflight is told, and what is left to the server.</summary>
public sealed class CorsTests
{
    const string Policy =
        """
        {
          "allowOriginStringMatch": [{"exact": "https://shop.example"}, {"suffix": ".partner.example"}],
          "allowMethods": "GET,PUT", "allowHeaders": "x-a", "exposeHeaders": "x-b", "maxAge": "600", "allowCredentials": true
        }
        """;

    [Theory]
    [InlineData("https://shop.example", true)]
    [InlineData("https://a.partner.example", true)]
    [InlineData("https://evil.example", false)]
    public void Matching_origins_may_read_the_response(string origin, bool expected)
    {
        var stream = Stream(Policy, "GET", ("origin", origin));
        stream.Run();

        Assert.Null(stream.Reply);
        Assert.Equal(expected ? (origin, "true", "x-b") : (null, null, null), (stream.ResponseHeader("access-control-allow-origin"), stream.ResponseHeader("access-control-allow-credentials"), stream.ResponseHeader("access-control-expose-headers")));
    }

    [Fact]
    public void The_servers_own_fields_are_replaced_for_matching_origins_only()
    {
        var stream = Stream(Policy, "GET", ("origin", "https://shop.example"));
        stream.Response!.Headers.Append(HeaderName.Of("access-control-allow-origin"), "*"u8);
        stream.Run();
        Assert.Equal("https://shop.example", stream.ResponseHeader("access-control-allow-origin"));

        var other = Stream(Policy, "GET", ("origin", "https://evil.example"));
        other.Response!.Headers.Append(HeaderName.Of("access-control-allow-origin"), "*"u8);
        other.Run();
        Assert.Equal("*", other.ResponseHeader("access-control-allow-origin"));
    }

    [Fact]
    public void A_preflight_is_answered_here()
    {
        var stream = Stream(Policy, "OPTIONS", ("origin", "https://shop.example"), ("access-control-request-method", "PUT"));
        stream.Run();

        Assert.Equal((200, "cors_response"), (stream.Reply!.Status, stream.Reply.Details));
        Assert.Equal(
            [new("access-control-allow-methods", "GET,PUT"), new("access-control-allow-headers", "x-a"), new("access-control-max-age", "600")],
            stream.Reply.Headers);
    }

    [Fact]
    public void Another_origins_preflight_goes_to_the_server_or_is_answered_without_an_origin()
    {
        var forwarded = Stream(Policy, "OPTIONS", ("origin", "https://evil.example"), ("access-control-request-method", "PUT"));
        forwarded.Run();
        Assert.Null(forwarded.Reply);

        var answered = Stream(Policy.Replace("\"maxAge\"", "\"forwardNotMatchingPreflights\": false, \"maxAge\"", StringComparison.Ordinal), "OPTIONS", ("origin", "https://evil.example"), ("access-control-request-method", "PUT"));
        answered.Run();
        Assert.Equal(200, answered.Reply!.Status);
        Assert.Contains(new("access-control-allow-credentials", "true"), answered.Reply.Headers);
        Assert.Null(answered.ResponseHeader("access-control-allow-origin"));
    }

    [Theory]
    [InlineData("OPTIONS", "origin", "https://shop.example")]
    [InlineData("OPTIONS", "access-control-request-method", "PUT")]
    public void What_is_no_preflight_goes_on(string method, string name, string value)
    {
        var stream = Stream(Policy, method, (name, value));
        stream.Run();
        Assert.Null(stream.Reply);
    }

    [Fact]
    public void Routes_without_a_cluster_or_a_policy_are_left_alone()
    {
        var direct = Stream(Policy, "GET", ("origin", "https://shop.example"));
        direct.Cluster = null;
        direct.Run();
        Assert.Null(direct.ResponseHeader("access-control-allow-origin"));

        var without = Stream(Policy, "GET", ("origin", "https://shop.example"));
        without.RouteFilter = null;
        without.Run();
        Assert.Null(without.ResponseHeader("access-control-allow-origin"));
    }

    static FakeStream Stream(string policy, string method, params (string Name, string Value)[] fields)
    {
        var problems = new ProblemList();
        var stats = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var factory = new CorsExtension().Read("envoy.filters.http.cors", TypedConfig.Open(Any.Pack(new Cors()), problems.Root)!.Value, problems.Root, Contexts.Of("a", "v1", default, stats));
        var route = new CorsExtension().ReadRoute(TypedConfig.Open(Any.Pack(JsonParser.Default.Parse<CorsPolicy>(policy)), problems.Root)!.Value, problems.Root);
        Assert.Equal("", problems.ToString());
        var stream = new FakeStream(factory!, stats) { Cluster = new ClusterConfig { Name = "up", Discovery = new ClusterDiscovery.Eds("up") }, RouteFilter = route };
        stream.Request.SetMethod(System.Text.Encoding.ASCII.GetBytes(method));
        foreach (var (name, value) in fields)
            stream.Request.Headers.Append(HeaderName.Of(name), System.Text.Encoding.ASCII.GetBytes(value));
        return stream;
    }
}
