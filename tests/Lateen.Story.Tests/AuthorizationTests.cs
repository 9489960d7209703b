using Lateen.Net;
using Lateen.Story.Tests.Rigs;

namespace Lateen.Story.Tests;

/// <summary>AuthorizationPolicies from YAML to what callers get, with the identities that mutual TLS proves: who calls what, and what becomes of it.</summary>
public sealed class AuthorizationTests
{
    static readonly NetAddress Reviews = Rigs.Story.Ip("10.96.0.2", 9080);

    [Theory]
    [InlineData("{}", "productpage GET /", 403)]
    [InlineData("{rules: [{}]}", "productpage GET /", 200)]
    [InlineData("{rules: [{from: [{source: {principals: [cluster.local/ns/default/sa/productpage]}}]}]}", "productpage GET /", 200)]
    [InlineData("{rules: [{from: [{source: {principals: [cluster.local/ns/default/sa/productpage]}}]}]}", "reviews GET /", 403)]
    [InlineData("{rules: [{from: [{source: {namespaces: [other]}}]}]}", "productpage GET /", 403)]
    [InlineData("{action: DENY, rules: [{from: [{source: {serviceAccounts: [reviews]}}]}]}", "reviews GET /", 403)]
    [InlineData("{action: DENY, rules: [{from: [{source: {serviceAccounts: [reviews]}}]}]}", "productpage GET /", 200)]
    [InlineData("{action: DENY, rules: [{from: [{source: {notPrincipals: ['*']}}]}]}", "productpage GET /", 200)]
    [InlineData("{action: DENY, rules: [{to: [{operation: {paths: [/admin]}}]}]}", "productpage GET /x/..;/admin", 403)]
    [InlineData("{action: DENY, rules: [{to: [{operation: {paths: [/admin], methods: [POST]}}]}]}", "productpage GET /admin", 200)]
    [InlineData("{action: DENY, rules: [{to: [{operation: {ports: ['9080']}}]}]}", "productpage GET /", 403)]
    [InlineData("{selector: {matchLabels: {app: productpage}}, action: DENY, rules: [{}]}", "reviews GET /", 200)]
    [InlineData("{action: CUSTOM, provider: {name: nobody}, rules: [{to: [{operation: {paths: [/asked]}}]}]}", "productpage GET /asked", 403)]
    [InlineData("{action: CUSTOM, provider: {name: nobody}, rules: [{to: [{operation: {paths: [/asked]}}]}]}", "productpage GET /", 200)]
    public void A_call_ends_as_the_policy_says(string spec, string call, int status)
    {
        using var story = Start(out var callers);
        story.Apply(Policy("default", spec));

        var words = call.Split(' ');
        var client = story.Finish(StoryClient.Get(callers[words[0]].Application, Reviews, "reviews:9080", words[2]));

        Assert.True(client.Status == status, $"{client.Heard}\n{story.Describe()}");
        if (status == 403)
            Assert.Equal("RBAC: access denied", client.Body);
    }

    [Fact]
    public void A_policy_that_comes_refuses_the_next_connections_and_one_that_goes_lets_them_in()
    {
        using var story = Start(out var callers);
        int Status() => story.Finish(StoryClient.Get(callers["productpage"].Application, Reviews, "reviews:9080")).Status;
        Assert.Equal(200, Status());
        story.Apply(Policy("istio-system", "{action: DENY, rules: [{}]}"));
        // Connections that were open answer once more while they drain.
        for (var left = 10; left > 0 && Status() == 200; left--)
            story.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        Assert.Equal([403, 403, 403], [Status(), Status(), Status()]);
        story.Apply(Policy("istio-system", "{action: DENY, rules: [{to: [{operation: {paths: [/other]}}]}]}"));
        for (var left = 10; left > 0 && Status() == 403; left--)
            story.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        Assert.Equal([200, 200, 200], [Status(), Status(), Status()]);
        Assert.Empty(story.Errors);
    }

    [Theory]
    [InlineData("{rules: [{from: [{source: {serviceAccounts: [productpage]}}]}]}", "productpage", true)]
    [InlineData("{rules: [{from: [{source: {serviceAccounts: [productpage]}}]}]}", "reviews", false)]
    [InlineData("{rules: [{to: [{operation: {methods: [GET]}}]}]}", "productpage", false)]
    [InlineData("{action: DENY, rules: [{to: [{operation: {methods: [PUT]}}]}]}", "productpage", false)]
    [InlineData("{action: DENY, rules: [{to: [{operation: {ports: ['9091']}}]}]}", "productpage", true)]
    public void A_connection_without_HTTP_ends_as_the_policy_says(string spec, string caller, bool isServed)
    {
        using var story = Start(out var callers);
        callers["reviews"].Serve(9090);
        story.Apply("""
            apiVersion: v1
            kind: Service
            metadata: {name: raw, namespace: default}
            spec: {clusterIP: 10.96.0.7, selector: {app: reviews}, ports: [{name: tcp, port: 9090}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: raw-1, namespace: default, labels: {kubernetes.io/service-name: raw}}
            addressType: IPv4
            ports: [{name: tcp, port: 9090}]
            endpoints: [{addresses: [10.0.0.2], conditions: {ready: true}, targetRef: {kind: Pod, name: reviews-v1, namespace: default}}]
            ---

            """ + Policy("default", spec));

        var client = story.Finish(StoryClient.Get(callers[caller].Application, Rigs.Story.Ip("10.96.0.7", 9090), "raw"));

        Assert.True(client.Status == (isServed ? 200 : 0), $"{client.Heard}\n{story.Describe()}");
    }

    static string Policy(string space, string spec) => $$"""
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: policy, namespace: {{space}}}
        spec: {{spec}}
        """;

    static Rigs.Story Start(out Dictionary<string, StoryPod> callers)
    {
        var story = new Rigs.Story(Rigs.Story.Mesh);
        callers = new() { ["productpage"] = story.AddPod("productpage", "v1", "10.0.0.1"), ["reviews"] = story.AddPod("reviews", "v1", "10.0.0.2") };
        callers["reviews"].Serve(9080);
        story.AddPod("reviews", "v2", "10.0.0.3").Serve(9080);
        story.RunUntilReady();
        return story;
    }
}
