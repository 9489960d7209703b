using System.Collections.Immutable;
using CsCheck;
using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Tests.Listeners;

public sealed class FilterChainMatcherTests
{
    [Fact]
    public void Chosen_branch_is_never_left_so_a_mismatch_below_it_gets_the_default()
    {
        var matcher = Matcher(Default("default"),
            Chain("sni", match => match with { ServerNames = ["a.example.com"], TransportProtocol = "tls" }),
            Chain("plain", match => match with { TransportProtocol = "raw_buffer" }));

        Assert.Equal("sni", Find(matcher, tls: true, serverName: "a.example.com"));
        Assert.Equal("plain", Find(matcher));
        // The name's branch knows only tls, the one of no name only raw_buffer: neither falls back to the other.
        Assert.Equal("default", Find(matcher, tls: true, serverName: "other.example.com"));
        Assert.Equal("default", Find(matcher, serverName: "a.example.com"));
    }

    [Theory]
    [InlineData(false, "http/1.1", "plain-http")]
    [InlineData(false, "", "plain-tcp")]
    [InlineData(true, "istio-http/1.1,istio,http/1.1", "mtls-http")]
    [InlineData(true, "istio-peer-exchange,istio", "mtls-tcp")]
    [InlineData(true, "istio", "mtls-tcp")]
    [InlineData(true, "h2,http/1.1", "tls-passthrough")]
    [InlineData(true, "", "tls-passthrough")]
    public void Permissive_port_tells_five_kinds_of_client_apart(bool tls, string alpn, string expected)
    {
        var matcher = Matcher(null,
            Chain("mtls-http", match => match with { DestinationPort = 9080, TransportProtocol = "tls", ApplicationProtocols = ["istio-http/1.0", "istio-http/1.1", "istio-h2"] }),
            Chain("plain-http", match => match with { DestinationPort = 9080, TransportProtocol = "raw_buffer", ApplicationProtocols = ["http/1.1", "h2c"] }),
            Chain("mtls-tcp", match => match with { DestinationPort = 9080, TransportProtocol = "tls", ApplicationProtocols = ["istio-peer-exchange", "istio"] }),
            Chain("plain-tcp", match => match with { DestinationPort = 9080, TransportProtocol = "raw_buffer" }),
            Chain("tls-passthrough", match => match with { DestinationPort = 9080, TransportProtocol = "tls" }));

        Assert.Equal(expected, Find(matcher, tls: tls, alpn: alpn.Split(',', StringSplitOptions.RemoveEmptyEntries), port: 9080));
    }

    [Fact]
    public void Port_with_a_subtree_of_its_own_never_falls_back_to_the_chains_of_no_port()
    {
        var matcher = Matcher(null,
            Chain("port", match => match with { DestinationPort = 80, TransportProtocol = "tls" }),
            Chain("any", match => match));

        Assert.Null(Find(matcher, port: 80));
        Assert.Equal("any", Find(matcher, port: 81));
    }

    [Theory]
    [InlineData("www.a.example.com", "exact")]
    [InlineData("x.a.example.com", "a-suffix")]
    [InlineData("y.x.a.example.com", "a-suffix")]
    [InlineData("b.example.com", "suffix")]
    [InlineData("example.com", "none")]
    [InlineData("", "none")]
    public void Server_name_takes_the_longest_suffix(string name, string expected)
    {
        var matcher = Matcher(null,
            Chain("exact", match => match with { ServerNames = ["www.a.example.com"] }),
            Chain("a-suffix", match => match with { ServerNames = ["*.a.example.com"] }),
            Chain("suffix", match => match with { ServerNames = ["*.example.com"] }),
            Chain("none", match => match));

        Assert.Equal(expected, Find(matcher, serverName: name));
    }

    [Theory]
    [InlineData("10.1.2.3", "host")]
    [InlineData("10.1.2.4", "net")]
    [InlineData("10.2.0.1", "wide")]
    [InlineData("11.0.0.1", "all")]
    [InlineData("fd00::1", "all")]
    public void Destination_takes_the_longest_range(string ip, string expected)
    {
        var matcher = Matcher(null,
            Chain("wide", match => match with { Destinations = [Range("10.0.0.0/8")] }),
            Chain("net", match => match with { Destinations = [Range("10.1.2.0/24")] }),
            Chain("host", match => match with { Destinations = [Range("10.1.2.3/32")] }),
            Chain("all", match => match));

        Assert.Equal(expected, Find(matcher, ip: ip));
    }

    [Fact]
    public void First_of_the_clients_protocols_that_any_chain_names_decides()
    {
        var matcher = Matcher(null,
            Chain("h2", match => match with { ApplicationProtocols = ["h2"] }),
            Chain("http", match => match with { ApplicationProtocols = ["http/1.1"] }));

        Assert.Equal("http", Find(matcher, alpn: ["spdy", "http/1.1", "h2"]));
        Assert.Null(Find(matcher, alpn: ["spdy"]));
    }

    [Fact]
    public void Connection_from_this_machine_prefers_the_chain_for_it()
    {
        var matcher = Matcher(null,
            Chain("local", match => match with { SourceType = ConnectionSourceType.SameIpOrLoopback }),
            Chain("other", match => match));

        Assert.Equal("local", Find(matcher, source: "127.0.0.1"));
        Assert.Equal("local", Find(matcher, ip: "10.0.0.1", source: "10.0.0.1"));
        Assert.Equal("other", Find(matcher, ip: "10.0.0.1", source: "10.0.0.2"));
    }

    [Fact]
    public void Equal_matches_are_refused_in_envoys_words()
    {
        Assert.Null(FilterChainMatcher.TryCreate([Chain("a", match => match), Chain("b", match => match)], null, out var errors));
        Assert.Equal(["filter chain 'b' has the same matching rules defined as 'a'"], errors);
    }

    [Fact]
    public void Overlapping_matches_and_partial_wildcards_are_refused()
    {
        Assert.Null(FilterChainMatcher.TryCreate(
            [Chain("a", match => match with { ServerNames = ["x", "y"] }), Chain("b", match => match with { ServerNames = ["y"] })], null, out var overlap));
        Assert.Contains("overlapping matching rules", Assert.Single(overlap), StringComparison.Ordinal);

        Assert.Null(FilterChainMatcher.TryCreate([Chain("a", match => match with { ServerNames = ["*", "a.*.c", "*x"] })], null, out var wildcards));
        Assert.Equal(3, wildcards.Length);
        Assert.All(wildcards, error => Assert.Contains("partial wildcards are not supported", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Trace_names_every_criterion_and_the_chain()
    {
        var matcher = Matcher(null, Chain("web", match => match with { DestinationPort = 80 }));
        var trace = new MatchTrace();
        matcher.Find(Facts(80, "10.0.0.1", "10.0.0.2", false, "", []), trace);

        Assert.Equal(
            ["destination_port", "destination_ip", "server_name", "transport_protocol", "application_protocols", "direct_source_ip", "source_type", "source_ip", "source_port", "filter_chain"],
            trace.Steps.Select(step => step.Criterion));
        Assert.Equal("web", trace.Steps[^1].Outcome);
    }

    [Fact]
    public void Any_set_of_chains_agrees_with_a_walk_over_the_list()
    {
        GenMatch.Array[0, 8].Select(GenFacts.Array[1, 8]).Sample((matches, connections) =>
        {
            var chains = matches.Select((match, index) => new FilterChainConfig { Name = $"c{index}", Match = match, Filters = [] }).ToImmutableArray();
            if (FilterChainMatcher.TryCreate(chains, null, out _) is not { } matcher) return;
            foreach (var connection in connections)
                Assert.Equal(NaiveFilterChainMatch.Find(chains, connection)?.Name, matcher.Find(connection)?.Name);
        });
    }

    static readonly Gen<FilterChainMatch> GenMatch = Gen.Select(
        OneOf<int?>(null, null, 80, 443),
        OneOf("", "", "10.0.0.0/8", "10.1.0.0/16", "10.1.0.1/32", "fd00::/8"),
        OneOf("", "", "a.b.c", "*.b.c", "*.c"),
        OneOf("", "tls", "raw_buffer"),
        OneOf("", "", "h2", "http/1.1"),
        OneOf(ConnectionSourceType.Any, ConnectionSourceType.External, ConnectionSourceType.SameIpOrLoopback),
        OneOf("", "10.0.0.0/8"),
        OneOf(0, 0, 5000)).Select((port, range, name, transport, alpn, source, from, sourcePort) => new FilterChainMatch
        {
            DestinationPort = port,
            Destinations = range.Length == 0 ? [] : [Range(range)],
            ServerNames = name.Length == 0 ? [] : [name],
            TransportProtocol = transport,
            ApplicationProtocols = alpn.Length == 0 ? [] : [alpn],
            SourceType = source,
            Sources = from.Length == 0 ? [] : [Range(from)],
            SourcePorts = sourcePort == 0 ? [] : [sourcePort],
        });

    static readonly Gen<ConnectionFacts> GenFacts = Gen.Select(
        OneOf(80, 443, 8080),
        OneOf("10.1.0.1", "10.1.0.2", "10.2.0.1", "11.0.0.1", "fd00::1"),
        OneOf("10.1.0.1", "127.0.0.1", "12.0.0.1"),
        Gen.Bool,
        OneOf("", "a.b.c", "x.b.c", "x.y.c", "c"),
        OneOf("", "h2", "http/1.1", "spdy,http/1.1,h2")).Select((port, ip, source, tls, name, alpn) =>
            Facts(port, ip, source, tls, name, alpn.Split(',', StringSplitOptions.RemoveEmptyEntries)));

    static FilterChainMatcher Matcher(FilterChainConfig? fallback, params FilterChainConfig[] chains)
    {
        var matcher = FilterChainMatcher.TryCreate([.. chains], fallback, out var errors);
        Assert.Empty(errors);
        return matcher!;
    }

    static FilterChainConfig Chain(string name, Func<FilterChainMatch, FilterChainMatch> match) =>
        new() { Name = name, Match = match(FilterChainMatch.Everything), Filters = [] };

    static FilterChainConfig Default(string name) => Chain(name, match => match);

    static Cidr Range(string text)
    {
        Assert.True(Cidr.TryParse(text, out var range));
        return range;
    }

    static string? Find(FilterChainMatcher matcher, int port = 80, string ip = "10.0.0.1", string source = "10.9.9.9", bool tls = false, string serverName = "", params string[] alpn) =>
        matcher.Find(Facts(port, ip, source, tls, serverName, alpn))?.Name;

    static ConnectionFacts Facts(int port, string ip, string source, bool tls, string serverName, string[] alpn)
    {
        Assert.True(NetAddress.TryParse(ip, (ushort)port, out var local));
        Assert.True(NetAddress.TryParse(source, 5000, out var remote));
        return new ConnectionFacts(local, remote)
        {
            TransportProtocol = tls ? ConnectionFacts.Tls : ConnectionFacts.RawBuffer,
            ServerName = serverName,
            ApplicationProtocols = [.. alpn],
        };
    }

    static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
