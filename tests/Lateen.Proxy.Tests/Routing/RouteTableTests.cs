using System.Collections.Immutable;
using CsCheck;
using Lateen.Core.Re2;
using Lateen.Net.Http;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Tests.Routing;

public sealed class RouteTableTests
{
    [Theory]
    [InlineData("reviews", "exact")]
    [InlineData("REVIEWS", "exact")]
    [InlineData("reviews:9080", "exact-port")]
    [InlineData("a.foo.com", "suffix")]
    [InlineData("x.a.foo.com", "longer-suffix")]
    [InlineData(".foo.com", "any")]
    [InlineData("foo.bar", "prefix")]
    [InlineData("foo.", "any")]
    [InlineData("", "any")]
    public void Virtual_host_is_exact_then_longest_suffix_then_longest_prefix_then_any(string authority, string expected)
    {
        var table = Table(
            Host("exact", "reviews"), Host("exact-port", "reviews:9080"), Host("suffix", "*.foo.com"), Host("longer-suffix", "*.a.foo.com"), Host("prefix", "foo.*"), Host("any", "*"));

        Assert.Equal(expected, table.Match(new RequestView(Request(authority: authority)), 0).VirtualHost?.Name);
    }

    [Fact]
    public void Port_is_left_out_of_the_comparison_when_the_table_says_so()
    {
        var table = Create(new RouteTableConfig { Name = "r", VirtualHosts = [Host("a", "a.com"), Host("v6", "[::1]")], IgnorePortInHostMatching = true });

        Assert.Equal("a", table.Match(new RequestView(Request(authority: "a.com:8080")), 0).VirtualHost?.Name);
        Assert.Equal("v6", table.Match(new RequestView(Request(authority: "[::1]")), 0).VirtualHost?.Name);
        Assert.Equal("v6", table.Match(new RequestView(Request(authority: "[::1]:80")), 0).VirtualHost?.Name);
    }

    [Fact]
    public void Other_virtual_hosts_are_not_asked_when_no_route_of_the_chosen_one_matches()
    {
        var table = Table(
            Host("a", "a") with { Routes = [Route("x", new PathMatch.Prefix("/x"))] },
            Host("any", "*") with { Routes = [Route("all", new PathMatch.Prefix("/"))] });

        var decision = table.Match(new RequestView(Request(authority: "a", path: "/y")), 0);

        Assert.Equal(("a", null), (decision.VirtualHost?.Name, decision.Entry));
    }

    [Fact]
    public void Domain_given_twice_is_refused_in_envoys_words()
    {
        var config = new RouteTableConfig { Name = "80", VirtualHosts = [Host("a", "x.com", "*"), Host("b", "X.com", "*")] };

        Assert.Null(RouteTable.TryCreate(config, out var errors));
        Assert.Equal(
            ["Only unique values for domains are permitted. Duplicate entry of domain X.com in route 80", "Only a single wildcard domain is permitted in route 80"], errors);
    }

    public static TheoryData<string, PathMatch, bool> Paths => new()
    {
        { "/a/b", new PathMatch.Prefix("/a"), true },
        { "/ab", new PathMatch.Prefix("/a"), true },
        { "/b?x=/a", new PathMatch.Prefix("/a"), false },
        { "/a?q", new PathMatch.Exact("/a"), true },
        { "/a#f", new PathMatch.Exact("/a"), true },
        { "/a/", new PathMatch.Exact("/a"), false },
        { "/a", new PathMatch.SeparatedPrefix("/a"), true },
        { "/a/b", new PathMatch.SeparatedPrefix("/a"), true },
        { "/ab", new PathMatch.SeparatedPrefix("/a"), false },
        { "/a?b/c", new PathMatch.SeparatedPrefix("/a"), true },
        { "/v12/x", new PathMatch.Regex(Regex(@"/v\d+/.*")), true },
        { "/v12", new PathMatch.Regex(Regex(@"/v\d")), false },
        { "/v1?x", new PathMatch.Regex(Regex(@"/v\d")), true },
        { "/x", new PathMatch.Connect(), false },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void Path_is_compared_without_query_and_fragment(string path, PathMatch match, bool expected) =>
        Assert.Equal(expected, Matches(Request(path: path), new RouteMatch { Path = match }));

    [Fact]
    public void Case_of_a_path_counts_unless_the_route_says_otherwise()
    {
        Assert.False(Matches(Request(path: "/A/b"), new RouteMatch { Path = new PathMatch.Prefix("/a") }));
        Assert.True(Matches(Request(path: "/A/b"), new RouteMatch { Path = new PathMatch.Prefix("/a"), CaseSensitive = false }));
    }

    [Fact]
    public void Connect_is_taken_by_its_own_matcher_only()
    {
        var request = new RequestHead();
        request.SetMethod("CONNECT"u8);
        request.SetAuthority("a"u8);

        Assert.True(Matches(request, new RouteMatch { Path = new PathMatch.Connect() }));
        Assert.False(Matches(request, new RouteMatch { Path = new PathMatch.Prefix("/") }));
        Assert.False(Matches(request, new RouteMatch { Path = new PathMatch.Prefix("") }));
    }

    [Fact]
    public void Parameters_of_every_segment_are_left_out_when_the_table_says_so()
    {
        var host = Host("a", "*") with { Routes = [Route("r", new PathMatch.Exact("/a/b"))] };
        var table = Create(new RouteTableConfig { Name = "r", VirtualHosts = [host], IgnorePathParameters = true });

        Assert.NotNull(table.Match(new RequestView(Request(path: "/a;x=1/b;y?z;w")), 0).Entry);
        Assert.Null(table.Match(new RequestView(Request(path: "/a;x=1/c")), 0).Entry);
    }

    public static TheoryData<string, HeaderMatcher, string[], bool> Headers => new()
    {
        { "present", Header("x-a", HeaderValueMatcher.Present), ["1"], true },
        { "absent", Header("x-a", HeaderValueMatcher.Present), [], false },
        { "absence wanted", Header("x-a", new HeaderValueMatcher.PresentMatch(false)), [], true },
        { "presence inverted, absent", Header("x-a", HeaderValueMatcher.Present) with { Invert = true }, [], true },
        { "absence wanted and inverted, absent", Header("x-a", new HeaderValueMatcher.PresentMatch(false)) with { Invert = true }, [], false },
        { "exact", Header("x-a", Exact("1")), ["1"], true },
        { "one of several lines", Header("x-a", Exact("2")), ["1", "2"], true },
        { "lines are not joined", Header("x-a", Exact("1,2")), ["1", "2"], false },
        { "inverted, one line matches", Header("x-a", Exact("2")) with { Invert = true }, ["1", "2"], false },
        { "inverted, none matches", Header("x-a", Exact("3")) with { Invert = true }, ["1", "2"], true },
        { "value of an absent header", Header("x-a", Exact("1")), [], false },
        { "value of an absent header, inverted", Header("x-a", Exact("1")) with { Invert = true }, [], false },
        { "missing as empty", Header("x-a", Exact("")) with { TreatMissingAsEmpty = true }, [], true },
        { "missing as empty, inverted", Header("x-a", Exact("1")) with { Invert = true, TreatMissingAsEmpty = true }, [], true },
        { "range", Header("x-a", new HeaderValueMatcher.RangeMatch(-1, 5)), ["-1"], true },
        { "range, end excluded", Header("x-a", new HeaderValueMatcher.RangeMatch(0, 5)), ["5"], false },
        { "range, not a number", Header("x-a", new HeaderValueMatcher.RangeMatch(0, 5)), ["4x"], false },
        { "accept is joined", Header("accept", Exact("1,2")), ["1", "2"], true },
        { "accept, part", Header("accept", Exact("2")), ["1", "2"], false },
        { "cookies keep their lines", Header("cookie", Exact("b=2")), ["a=1", "b=2"], true },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Header_conditions_hold_as_in_envoy(string why, HeaderMatcher matcher, string[] lines, bool expected)
    {
        var request = Request();
        foreach (var line in lines) request.Headers.Append(matcher.Name, System.Text.Encoding.ASCII.GetBytes(line));

        Assert.True(expected == matcher.IsMatch(new RequestView(request)), why);
    }

    [Theory]
    [InlineData(":method", "GET")]
    [InlineData(":path", "/p?q=1")]
    [InlineData("host", "reviews")]
    [InlineData(":authority", "reviews")]
    public void Pseudo_headers_are_headers_too(string name, string value) =>
        Assert.True(Header(name, Exact(value)).IsMatch(new RequestView(Request(path: "/p?q=1"))));

    [Theory]
    [InlineData("/p?a=1&b=2", "b", "2", true)]
    [InlineData("/p?a=1&a=2", "a", "2", false)]
    [InlineData("/p?a", "a", null, true)]
    [InlineData("/p?a", "a", "", true)]
    [InlineData("/p?ab=1", "a", null, false)]
    [InlineData("/p?a=%41", "a", "A", false)]
    [InlineData("/p?x;a=1", "a", "1", false)]
    [InlineData("/p", "a", null, false)]
    [InlineData("/p?a=1#b=2", "b", null, false)]
    public void Query_parameters_are_compared_raw_and_by_their_first_occurrence(string path, string name, string? value, bool expected) =>
        Assert.Equal(expected, Matches(Request(path: path), new RouteMatch
        {
            Path = new PathMatch.Prefix("/"),
            QueryParameters = [new QueryParameterMatcher(name, value is null ? null : StringMatcher.Exact(value))],
        }));

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/json", false)]
    public void Grpc_route_takes_grpc_content_types_only(string type, bool expected)
    {
        var request = Request();
        request.Headers.Append(HeaderId.ContentType, System.Text.Encoding.ASCII.GetBytes(type));

        Assert.Equal(expected, Matches(request, new RouteMatch { Path = new PathMatch.Prefix("/"), GrpcOnly = true }));
    }

    [Fact]
    public void Weighted_clusters_share_every_random_value_exactly_by_weight()
    {
        var weighted = new ClusterSpecifier.Weighted([new("v2", 80), new("none", 0), new("v1", 20)]);
        var counts = Enumerable.Range(0, 1000).GroupBy(random => weighted.Pick((ulong)random).Name).ToDictionary(group => group.Key, group => group.Count());

        Assert.Equal(new Dictionary<string, int> { ["v2"] = 800, ["v1"] = 200 }, counts);
    }

    [Fact]
    public void Weights_that_sum_to_nothing_or_too_much_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new ClusterSpecifier.Weighted([new("a", 0)]));
        Assert.Throws<ArgumentException>(() => new ClusterSpecifier.Weighted([new("a", uint.MaxValue), new("b", 1)]));
    }

    [Fact]
    public void Prefix_match_says_how_much_of_the_path_a_rewrite_replaces()
    {
        var table = Table(Host("a", "*") with { Routes = [Route("r", new PathMatch.Prefix("/api"))] });

        Assert.Equal(4, table.Match(new RequestView(Request(path: "/api/v1")), 0).MatchedPathLength);
    }

    [Fact]
    public void Trace_says_why_each_route_was_passed_over()
    {
        var table = Table(Host("h", "*") with { Routes = [Route("first", new PathMatch.Prefix("/x")), Route("second", new PathMatch.Prefix("/"))] });
        var trace = new MatchTrace();
        table.Match(new RequestView(Request(path: "/y")), 0, trace);

        Assert.Equal([("virtual_host", "h"), ("route", "the path differs"), ("route", "matches")], trace.Steps.Select(step => (step.Criterion, step.Outcome)));
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var table = Create(new RouteTableConfig
        {
            Name = "r",
            IgnorePathParameters = true,
            VirtualHosts =
            [
                Host("a", "reviews") with { Routes = [Route("x", new PathMatch.Exact("/x")), Route("all", new PathMatch.Prefix("/")) with { Match = new RouteMatch { Path = new PathMatch.Prefix("/"), Headers = [Header("x-a", Exact("1"))] } }] },
            ],
        });
        var request = Request(path: "/p;a/q?x=1");
        request.Headers.Append(HeaderName.Of("x-a"), "1"u8);
        table.Match(new RequestView(request), 1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) table.Match(new RequestView(request), (ulong)i);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Any_set_of_domains_agrees_with_a_walk_over_the_list()
    {
        var domain = OneOf("a.b.c", "*.b.c", "*.c", "*c", "a.*", "a.b*", "*", "b.c", "*-x.c");
        var authority = OneOf("a.b.c", "x.b.c", "A.B.C", "y.c", "c", "a.", "a.q", "a.bz", "q-x.c", "-x.c", ".c", "");
        domain.Array[0, 8].Select(authority).Sample((domains, host) =>
        {
            var distinct = domains.Distinct().ToArray();
            var table = Table([.. distinct.Select(name => Host(name, name))]);
            Assert.Equal(NaiveHost(distinct, host.ToLowerInvariant()), table.Match(new RequestView(Request(authority: host)), 0).VirtualHost?.Name);
        });
    }

    static string? NaiveHost(string[] domains, string host)
    {
        if (domains.Contains(host)) return host;
        var suffix = domains.Where(domain => domain != "*" && domain.StartsWith('*') && host.Length >= domain.Length && host.EndsWith(domain[1..], StringComparison.Ordinal)).MaxBy(domain => domain.Length);
        var prefix = domains.Where(domain => domain != "*" && domain.EndsWith('*') && host.Length >= domain.Length && host.StartsWith(domain[..^1], StringComparison.Ordinal)).MaxBy(domain => domain.Length);
        return suffix ?? prefix ?? domains.FirstOrDefault(domain => domain == "*");
    }

    static bool Matches(RequestHead request, RouteMatch match)
    {
        var table = Table(Host("h", "*") with { Routes = [Route("r", match.Path) with { Match = match }] });
        return table.Match(new RequestView(request), 0).Entry is not null;
    }

    static RouteTable Table(params VirtualHost[] hosts) => Create(new RouteTableConfig { Name = "r", VirtualHosts = [.. hosts] });

    static RouteTable Create(RouteTableConfig config)
    {
        var table = RouteTable.TryCreate(config, out var errors);
        Assert.Empty(errors);
        return table!;
    }

    static VirtualHost Host(string name, params string[] domains) => new() { Name = name, Domains = [.. domains], Routes = [] };

    static Route Route(string name, PathMatch path) => new()
    {
        Name = name,
        Match = new RouteMatch { Path = path },
        Action = new ForwardAction { Cluster = new ClusterSpecifier.Single("c") },
    };

    static HeaderMatcher Header(string name, HeaderValueMatcher value) => new(HeaderName.Of(name), value);

    static HeaderValueMatcher.StringMatch Exact(string text) => new(StringMatcher.Exact(text));

    static Re2Pattern Regex(string pattern)
    {
        Assert.True(Re2Pattern.TryCompile(pattern, out var compiled, out var error), error);
        return compiled!;
    }

    static RequestHead Request(string authority = "reviews", string path = "/")
    {
        var request = new RequestHead();
        request.SetMethod("GET"u8);
        request.SetScheme("http"u8);
        request.SetPath(System.Text.Encoding.ASCII.GetBytes(path));
        request.SetAuthority(System.Text.Encoding.ASCII.GetBytes(authority));
        return request;
    }

    static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
