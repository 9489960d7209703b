using Envoy.Extensions.Filters.Http.Fault.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.Tests.Fakes;
using Lateen.Proxy.Http;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.Tests.HttpFilters;

public sealed class FaultTests
{
    const string Abort503 = """{"abort": {"httpStatus": 503, "percentage": {"numerator": 100}}}""";
    const string Delay2s = """{"delay": {"fixedDelay": "2s", "percentage": {"numerator": 100}}}""";

    [Fact]
    public void An_abort_answers_instead_of_the_upstream()
    {
        var stream = Stream(Abort503);

        Assert.Equal(FilterHeadersStatus.StopIteration, Decode(stream));
        Assert.Equal((503, "fault filter abort", "fault_filter_abort"), (stream.Reply!.Status, System.Text.Encoding.UTF8.GetString(stream.Reply.Body.Span), stream.Reply.Details));
        Assert.Equal(Lateen.Core.ResponseFlag.FaultInjected, stream.Reply.Flag);
    }

    [Fact]
    public void A_delay_holds_the_request_for_its_time()
    {
        var stream = Stream(Delay2s);

        Assert.Equal(FilterHeadersStatus.StopAllIterationAndWatermark, Decode(stream));
        stream.Simulation.RunFor(TimeSpan.FromSeconds(1.9));
        Assert.Equal(0, stream.Continued);
        stream.Simulation.RunFor(TimeSpan.FromSeconds(0.2));
        Assert.Equal((1, null), (stream.Continued, stream.Reply));
        Assert.Equal("DI", stream.StreamInfo.Flags.ToString());
    }

    [Fact]
    public void An_abort_comes_after_the_delay()
    {
        var stream = Stream("""{"delay": {"fixedDelay": "2s", "percentage": {"numerator": 100}}, "abort": {"grpcStatus": 14, "percentage": {"numerator": 100}}}""");
        Decode(stream);
        Assert.Null(stream.Reply);
        stream.Simulation.RunFor(TimeSpan.FromSeconds(2.1));

        Assert.Equal((200, 14, 0), (stream.Reply!.Status, stream.Reply.GrpcStatus, stream.Continued));
    }

    [Fact]
    public void A_stream_that_ends_meanwhile_is_not_touched_again()
    {
        var stream = Stream(Delay2s);
        Decode(stream);
        stream.Filter.OnStreamEnd();
        stream.Simulation.RunFor(TimeSpan.FromSeconds(3));

        Assert.Equal(0, stream.Continued);
    }

    [Theory]
    [InlineData(24ul, true)]
    [InlineData(25ul, false)]
    public void Chance_decides_by_the_percentage(ulong random, bool expected)
    {
        var stream = Stream("""{"abort": {"httpStatus": 503, "percentage": {"numerator": 25}}}""");
        stream.Random = random;
        Decode(stream);

        Assert.Equal(expected, stream.Reply is not null);
    }

    [Fact]
    public void A_route_replaces_the_chains_faults()
    {
        var stream = Stream("{}");
        stream.RouteFilter = ReadRoute(Abort503);
        Decode(stream);
        Assert.Equal(503, stream.Reply!.Status);
    }

    [Theory]
    [InlineData("x-env", "test", true)]
    [InlineData("x-env", "live", false)]
    public void Only_requests_that_match_are_hurt(string name, string value, bool expected)
    {
        var stream = Stream("""{"abort": {"httpStatus": 503, "percentage": {"numerator": 100}}, "headers": [{"name": "x-env", "stringMatch": {"exact": "test"}}]}""");
        stream.Request.Headers.Append(HeaderName.Of(name), System.Text.Encoding.ASCII.GetBytes(value));
        Decode(stream);

        Assert.Equal(expected, stream.Reply is not null);
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("b", false)]
    public void Only_requests_to_the_cluster_are_hurt(string cluster, bool expected)
    {
        var stream = Stream("""{"abort": {"httpStatus": 503, "percentage": {"numerator": 100}}, "upstreamCluster": "a"}""");
        stream.Cluster = new ClusterConfig { Name = cluster, Discovery = new ClusterDiscovery.Eds(cluster) };
        Decode(stream);

        Assert.Equal(expected, stream.Reply is not null);
    }

    [Fact]
    public void A_request_may_ask_for_a_fault_where_that_is_allowed()
    {
        var stream = Stream("""{"abort": {"headerAbort": {}, "percentage": {"numerator": 100}}, "delay": {"headerDelay": {}, "percentage": {"numerator": 100}}}""");
        stream.Request.Headers.Append(HeaderName.Of("x-envoy-fault-abort-request"), "418"u8);
        stream.Request.Headers.Append(HeaderName.Of("x-envoy-fault-delay-request"), "50"u8);
        Assert.Equal(FilterHeadersStatus.StopAllIterationAndWatermark, Decode(stream));
        stream.Simulation.RunFor(TimeSpan.FromMilliseconds(51));
        Assert.Equal(418, stream.Reply!.Status);

        var silent = Stream("""{"abort": {"headerAbort": {}, "percentage": {"numerator": 100}}}""");
        Assert.Equal(FilterHeadersStatus.Continue, Decode(silent));
    }

    [Fact]
    public void No_more_requests_are_held_than_allowed()
    {
        var stream = Stream("""{"delay": {"fixedDelay": "2s", "percentage": {"numerator": 100}}, "maxActiveFaults": 0}""");
        Assert.Equal(FilterHeadersStatus.Continue, Decode(stream));
    }

    [Theory]
    [InlineData("""{"abort": {"httpStatus": 99, "percentage": {"numerator": 100}}}""", "abort.http_status: ")]
    [InlineData("""{"responseRateLimit": {"fixedLimit": {"limitKbps": "10"}}}""", "response_rate_limit: a response rate limit is not supported by this proxy")]
    public void What_makes_no_sense_is_refused(string json, string expected)
    {
        var problems = new ProblemList();
        new FaultExtension().Read("f", Config(json, problems), problems.Root, Contexts.Of("a", "v1", default));
        Assert.StartsWith(expected, problems.ToString());
    }

    static FilterHeadersStatus Decode(FakeStream stream)
    {
        stream.Filter.OnStreamStart(stream);
        return stream.Filter.DecodeHeaders(stream.Request, endStream: true);
    }

    static FakeStream Stream(string json)
    {
        var problems = new ProblemList();
        var stats = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var factory = new FaultExtension().Read("envoy.filters.http.fault", Config(json, problems), problems.Root, Contexts.Of("a", "v1", default, stats));
        Assert.Equal("", problems.ToString());
        return new FakeStream(factory!, stats);
    }

    static IRouteFilterConfig ReadRoute(string json)
    {
        var problems = new ProblemList();
        return new FaultExtension().ReadRoute(Config(json, problems), problems.Root)!;
    }

    static TypedConfig Config(string json, ProblemList problems) => TypedConfig.Open(Any.Pack(JsonParser.Default.Parse<HTTPFault>(json)), problems.Root)!.Value;
}
