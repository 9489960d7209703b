using System.Globalization;
using Lateen.Net.Http;
using Lateen.Proxy.Authorization;
using Lateen.Proxy.Extensions.HttpFilters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.Tests.Fakes;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Tests.Rbac;

/// <summary>A call and what becomes of it. What real Envoy does with whole policies is compared in Lateen.Interop.Tests' corpus.</summary>
public sealed class RbacTests
{
    const string Any = """{"any": true}""";

    const string Denied = "rbac_access_denied_matched_policy";

    [Theory]
    [InlineData("""{"any": true}""", "GET a /", true)]
    [InlineData("""{"url_path": {"path": {"exact": "/a"}}}""", "GET a /a?b=/c", true)]
    [InlineData("""{"url_path": {"path": {"exact": "/a"}}}""", "GET a /a#b", true)]
    [InlineData("""{"url_path": {"path": {"exact": "/a"}}}""", "GET a /a/", false)]
    [InlineData("""{"url_path": {"path": {"exact": "/a"}}}""", "GET a /b?/a", false)]
    [InlineData("""{"url_path": {"path": {"prefix": "/a", "ignore_case": true}}}""", "GET a /AB", true)]
    [InlineData("""{"header": {"name": ":method", "string_match": {"exact": "GET"}}}""", "GET a /", true)]
    [InlineData("""{"header": {"name": ":authority", "string_match": {"exact": "a", "ignore_case": true}}}""", "GET A /", true)]
    [InlineData("""{"header": {"name": "x-a", "string_match": {"exact": "1"}}}""", "GET a / x-a:2 x-a:1", true)]
    [InlineData("""{"not_rule": {"header": {"name": "x-a", "string_match": {"exact": "1"}}}}""", "GET a / x-a:2 x-a:1", false)]
    [InlineData("""{"not_rule": {"header": {"name": "x-a", "string_match": {"exact": "1"}}}}""", "GET a /", true)]
    [InlineData("""{"destination_port": 8080}""", "GET a / to=10.0.0.1:8080", true)]
    [InlineData("""{"destination_port": 8080}""", "GET a / to=10.0.0.1:8081", false)]
    [InlineData("""{"destination_port_range": {"start": 80, "end": 90}}""", "GET a / to=10.0.0.1:90", false)]
    [InlineData("""{"destination_ip": {"address_prefix": "10.0.0.7", "prefix_len": 24}}""", "GET a / to=10.0.0.1:1", true)]
    [InlineData("""{"destination_ip": {"address_prefix": "0.0.0.0", "prefix_len": 0}}""", "GET a / to=[::1]:1", false)]
    [InlineData("""{"or_rules": {"rules": [{"destination_port": 1}, {"any": true}]}}""", "GET a /", true)]
    [InlineData("""{"and_rules": {"rules": [{"destination_port": 1}, {"any": true}]}}""", "GET a /", false)]
    public void A_permission_holds_or_does_not(string permission, string call, bool expected) => Assert.Equal(
        expected ? "ok" : $"{Denied}[none]", RbacCall.Result(One(permission, Any), call));

    [Theory]
    [InlineData("""{"authenticated": {}}""", "GET a /", false)]
    [InlineData("""{"authenticated": {}}""", "GET a / as=", true)]
    [InlineData("""{"authenticated": {"principal_name": {"exact": "spiffe://td/a"}}}""", "GET a / as=spiffe://td/a", true)]
    [InlineData("""{"authenticated": {"principal_name": {"exact": "spiffe://td/a"}}}""", "GET a / as=spiffe://td/b,spiffe://td/a", true)]
    [InlineData("""{"authenticated": {"principal_name": {"exact": "spiffe://td/a"}}}""", "GET a / as=spiffe://td/ab", false)]
    [InlineData("""{"authenticated": {"principal_name": {"safe_regex": {"regex": ".+"}}}}""", "GET a / as=", false)]
    [InlineData("""{"not_id": {"authenticated": {"principal_name": {"exact": "spiffe://td/a"}}}}""", "GET a /", true)]
    [InlineData("""{"direct_remote_ip": {"address_prefix": "10.0.0.0", "prefix_len": 8}}""", "GET a / from=10.1.1.1 client=1.1.1.1", true)]
    [InlineData("""{"remote_ip": {"address_prefix": "10.0.0.0", "prefix_len": 8}}""", "GET a / from=10.1.1.1 client=1.1.1.1", false)]
    [InlineData("""{"remote_ip": {"address_prefix": "1.0.0.0", "prefix_len": 8}}""", "GET a / from=10.1.1.1 client=1.1.1.1", true)]
    [InlineData("""{"remote_ip": {"address_prefix": "fd00::", "prefix_len": 8}}""", "GET a / client=fd12::1", true)]
    [InlineData("""{"remote_ip": {"address_prefix": "0.0.0.0"}}""", "GET a / client=unknown", false)]
    [InlineData("""{"metadata": {"filter": "f", "path": [{"key": "k"}], "value": {"string_match": {"exact": "v"}}}}""", "GET a /", false)]
    public void A_principal_holds_or_does_not(string principal, string call, bool expected) => Assert.Equal(
        expected ? "ok" : $"{Denied}[none]", RbacCall.Result(One(Any, principal), call));

    [Theory]
    [InlineData("{}", "ok")]
    [InlineData("""{"rules": {}}""", $"{Denied}[none]")]
    [InlineData("""{"rules": {"action": "DENY"}}""", "ok")]
    [InlineData("""{"rules": {"action": "DENY", "policies": {"a b": {"permissions": [{"any": true}], "principals": [{"any": true}]}}}}""", $"{Denied}[a_b]")]
    [InlineData("""{"rules": {"action": "LOG", "policies": {"p": {"permissions": [{"any": true}], "principals": [{"any": true}]}}}}""", "ok")]
    public void An_action_decides_what_a_match_means(string filter, string expected) => Assert.Equal(expected, RbacCall.Result(filter, "GET a /"));

    [Fact]
    public void Verdicts_are_counted_and_kept_for_later_filters()
    {
        var (stream, stats) = RbacCall.Make(
            """
            {"rules": {"action": "DENY", "policies": {"p": {"permissions": [{"url_path": {"path": {"exact": "/p"}}}], "principals": [{"any": true}]}}},
            "shadow_rules": {"action": "DENY", "policies": {"s": {"permissions": [{"any": true}], "principals": [{"any": true}]}}}, "shadow_rules_stat_prefix": "istio_dry_run_deny_"}
            """,
            "GET a /");
        stream.Run();
        const string ns = "envoy.filters.http.rbac";
        var metadata = stream.StreamInfo.DynamicMetadata!;
        Assert.Equal(
            ("denied", "s", "allowed", null),
            (Text(metadata.Find(ns, "istio_dry_run_deny_shadow_engine_result")), Text(metadata.Find(ns, "istio_dry_run_deny_shadow_effective_policy_id")),
            Text(metadata.Find(ns, "enforced_engine_result")), Text(metadata.Find(ns, "enforced_effective_policy_id"))));
        Assert.Equal(
            (1L, 0L, 0L, 1L),
            (stats.ValueOf(StatKind.Counter, "http.inbound.rbac.allowed"), stats.ValueOf(StatKind.Counter, "http.inbound.rbac.denied"),
            stats.ValueOf(StatKind.Counter, "http.inbound.rbac.istio_dry_run_deny_.shadow_allowed"), stats.ValueOf(StatKind.Counter, "http.inbound.rbac.istio_dry_run_deny_.shadow_denied")));
    }

    [Fact]
    public void A_request_costs_no_memory()
    {
        var (stream, _) = RbacCall.Make(Thousand("path", "ALLOW"), "GET a /p/500 as=spiffe://td/a client=1.1.1.1 x-a:1");
        Round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            stream.Filter.OnStreamStart(stream);
            if (stream.Filter.DecodeHeaders(stream.Request, endStream: true) != Proxy.Http.FilterHeadersStatus.Continue)
                throw new InvalidOperationException("refused");
            stream.Filter.OnStreamEnd();
        }
    }

    [Theory]
    [InlineData("path", "GET a /p/500", "GET a /p/x")]
    [InlineData("peer", "GET a / as=spiffe://td/500", "GET a / as=spiffe://td/x")]
    public void A_thousand_exact_rules_are_looked_up_and_not_walked(string kind, string hit, string miss)
    {
        Assert.Equal("ok", RbacCall.Result(Thousand(kind, "ALLOW"), hit));
        Assert.Equal($"{Denied}[none]", RbacCall.Result(Thousand(kind, "ALLOW"), miss));
        Assert.Equal($"{Denied}[r0500]", RbacCall.Result(Thousand(kind, "DENY"), hit));
        Assert.Equal("ok", RbacCall.Result(Thousand(kind, "DENY"), miss));
        var asked = new Counting();
        var rules = new RbacRules(RbacAction.Allow, Enumerable.Range(0, 1000).Select(number => Policy(kind, number, asked)));
        var (stream, _) = RbacCall.Make("{}", hit);
        Assert.Equal("r0500", rules.Match(new RbacSubject(new RequestView(stream.Request), stream.StreamInfo, default))?.Name);
        Assert.Equal(1, asked.Times);
    }

    [Fact]
    public void Of_all_that_match_the_first_name_counts_however_it_was_found()
    {
        var rules = new RbacRules(RbacAction.Deny, [Policy("path", 7, new Counting()), Policy("any", 9, new Counting()), Policy("peer", 7, new Counting()) with { Name = "q" }]);
        var (stream, _) = RbacCall.Make("{}", "GET a /p/7 as=spiffe://td/7");
        Assert.Equal("q", rules.Match(new RbacSubject(new RequestView(stream.Request), stream.StreamInfo, default))?.Name);
    }

    [Theory]
    [InlineData("""{"rules": {"policies": {"p": {"permissions": [{"uri_template": {"name": "x", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig", "path_template": "/a/**/b"}}}], "principals": [{"any": true}]}}}}""", "has a segment behind **")]
    [InlineData("""{"track_per_rule_stats": true}""", "is not supported by this proxy")]
    public void What_is_not_understood_is_refused(string filter, string expected)
    {
        var problems = new ProblemList();
        var parser = new Google.Protobuf.JsonParser(Google.Protobuf.JsonParser.Settings.Default.WithTypeRegistry(
            Google.Protobuf.Reflection.TypeRegistry.FromMessages(Envoy.Extensions.Path.Match.UriTemplate.V3.UriTemplateMatchConfig.Descriptor)));
        var message = parser.Parse<Envoy.Extensions.Filters.Http.Rbac.V3.RBAC>(filter);
        new RbacExtension().Read("r", TypedConfig.Open(Google.Protobuf.WellKnownTypes.Any.Pack(message), problems.Root)!.Value, problems.Root, Contexts.Of("a", "v1", default));
        Assert.Contains(expected, problems.ToString(), StringComparison.Ordinal);
    }

    static string? Text(MetadataValue? value) => (value as MetadataValue.StringValue)?.Value;

    static string One(string permission, string principal) => Rules("ALLOW", Policy("p", permission, principal));

    static string Thousand(string kind, string action) => Rules(action, [.. Enumerable.Range(0, 1000).Select(number =>
    {
        var name = $"r{number.ToString("0000", CultureInfo.InvariantCulture)}";
        return kind == "path"
            ? Policy(name, Nested("rules", $"\"url_path\": {{\"path\": {{\"exact\": \"/p/{number}\"}}}}"), Any)
            : Policy(name, Any, Nested("ids", $"\"authenticated\": {{\"principal_name\": {{\"exact\": \"spiffe://td/{number}\"}}}}"));
    })]);

    static string Rules(string action, params string[] policies) => $"{{\"rules\": {{\"action\": \"{action}\", \"policies\": {{{string.Join(',', policies)}}}}}}}";

    static string Policy(string name, string permission, string principal) => $"\"{name}\": {{\"permissions\": [{permission}], \"principals\": [{principal}]}}";

    /// <summary>As istiod nests them: all of one list of which one.</summary>
    static string Nested(string set, string fields) => $"{{\"and_{set}\": {{\"{set}\": [{{\"or_{set}\": {{\"{set}\": [{{{fields}}}]}}}}]}}}}";

    static RbacPolicy Policy(string kind, int number, Counting counting)
    {
        RbacCondition exact = kind == "path" ? new RbacCondition.UrlPath(StringMatcher.Exact($"/p/{number}"))
            : kind == "peer" ? new RbacCondition.Authenticated(StringMatcher.Exact($"spiffe://td/{number}")) : new RbacCondition.Always(true);
        var all = new RbacCondition.All([counting, exact]);
        return new RbacPolicy($"r{number.ToString("0000", CultureInfo.InvariantCulture)}", new RbacAnyOf([kind == "peer" ? counting : all]), new RbacAnyOf([kind == "peer" ? exact : new RbacCondition.Always(true)]));
    }

    sealed class Counting : RbacCondition
    {
        public int Times { get; private set; }

        public override bool IsMatch(in RbacSubject subject)
        {
            Times++;
            return true;
        }
    }
}
