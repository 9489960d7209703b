using Lateen.Net;
using Lateen.Net.Tests.Tls;
using Lateen.Story.Tests.Rigs;

namespace Lateen.Story.Tests;

public sealed class StoryTests
{
    static readonly NetAddress Reviews = Rigs.Story.Ip("10.96.0.2", 9080);

    [Fact]
    public void Request_is_answered_by_the_versions_in_the_weights_given()
    {
        using var story = Start(out var productpage);
        var versions = Bodies(story, productpage, 500);

        Assert.Equal(["reviews v1", "reviews v2"], versions.Keys.Order());
        Assert.InRange(versions["reviews v2"], 360, 440);
        Assert.Empty(story.Pods.SelectMany(pod => pod.Wire.Refusals));
        Assert.Empty(story.Errors);
    }

    [Fact]
    public void Edited_weights_move_the_traffic_and_no_request_fails()
    {
        using var story = Start(out var productpage);
        Bodies(story, productpage, 20);
        story.Apply("""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: reviews, namespace: default}
            spec:
              hosts: [reviews]
              http:
              - route:
                - {destination: {host: reviews, subset: v1} }
            """);

        Assert.Equal(["reviews v1"], Bodies(story, productpage, 100).Keys);
    }

    [Fact]
    public void Strict_pod_refuses_plaintext_from_outside_the_mesh()
    {
        using var story = Start(out _);
        var outside = story.Simulation.CreateLoop("outside", Rigs.Story.Ip("10.9.9.9"));
        outside.Redirect = dialled => story.IsPod(dialled) ? dialled.WithPort(StoryPod.InboundPort) : null;
        var client = story.Finish(StoryClient.Get(outside, Rigs.Story.Ip("10.0.0.2", 9080), "reviews"));

        Assert.Equal((0, ""), (client.Status, client.Heard));
    }

    [Fact]
    public void Unknown_host_is_passed_through_and_a_missing_one_is_an_error_of_the_proxy()
    {
        using var story = Start(out var productpage);
        var elsewhere = story.Simulation.CreateLoop("elsewhere", Rigs.Story.Ip("10.8.8.8"));
        Assert.NotNull(elsewhere.Listen(new ListenOptions { Address = Rigs.Story.Ip("10.8.8.8", 8081) }, new StoryServer("elsewhere"), out _));

        var known = story.Finish(StoryClient.Get(productpage.Application, Rigs.Story.Ip("10.8.8.8", 8081), "elsewhere.example"));
        Assert.Equal((200, "elsewhere"), (known.Status, known.Body));
    }

    [Fact]
    public void Endpoints_that_go_away_are_not_used_any_more()
    {
        using var story = Start(out var productpage);
        story.Apply("""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: reviews-1, namespace: default, labels: {kubernetes.io/service-name: reviews} }
            addressType: IPv4
            ports: [{name: http, port: 9080}]
            endpoints:
            - {addresses: [10.0.0.3], conditions: {ready: true}, targetRef: {kind: Pod, name: reviews-v2, namespace: default} }
            """);
        var statuses = Enumerable.Range(0, 50).Select(_ => story.Finish(StoryClient.Get(productpage.Application, Reviews, "reviews:9080"))).ToList();

        Assert.All(statuses, client => Assert.True(client is { Status: 200, Body: "reviews v2" } or { Status: 503, Body: "no healthy upstream" }, client.Heard));
        Assert.Contains(statuses, client => client.Status == 503);
    }

    [Fact]
    public void Certificates_and_then_the_root_are_exchanged_under_load_and_no_request_fails()
    {
        using var story = Start(out var productpage);
        var old = story.Trust.Issuer;
        var successor = TestAuthority.Create("successor");
        for (var round = 0; round < 5; round++)
            RotateUnderLoad(story, productpage);

        // As operators exchange a root: trust both, then issue by the new one, then forget the old one.
        story.Trust.Roots = [old, successor];
        RotateUnderLoad(story, productpage);
        story.Trust.Issuer = successor;
        RotateUnderLoad(story, productpage);
        story.Trust.Roots = [successor];
        RotateUnderLoad(story, productpage);

        // Whoever comes now knows nothing of the old root, and has no connection from before.
        var late = story.AddPod("productpage", "v2", "10.0.0.4");
        story.RunUntilReady();
        Bodies(story, late, 20);
        Assert.Empty(story.Errors);
    }

    [Fact]
    public void A_certificate_of_a_root_that_is_not_trusted_any_more_is_refused_by_new_connections()
    {
        using var story = Start(out _);
        story.Trust.Roots = [TestAuthority.Create("successor")];
        foreach (var pod in story.Pods)
            pod.Secrets.Rotate();
        story.Simulation.RunFor(TimeSpan.FromMilliseconds(20));
        var late = story.AddPod("productpage", "v2", "10.0.0.4");
        story.RunUntilReady();

        Assert.Equal(503, story.Finish(StoryClient.Get(late.Application, Reviews, "reviews:9080")).Status);
    }

    /// <summary>Every pod gets a new certificate and the roots of the moment while requests are on their way, one pod after the other.</summary>
    static void RotateUnderLoad(Rigs.Story story, StoryPod from)
    {
        foreach (var pod in story.Pods)
        {
            var before = Enumerable.Range(0, 4).Select(_ => StoryClient.Get(from.Application, Reviews, "reviews:9080", "/reviews/0")).ToList();
            pod.Secrets.Rotate();
            var during = Enumerable.Range(0, 4).Select(_ => StoryClient.Get(from.Application, Reviews, "reviews:9080", "/reviews/0")).ToList();
            Assert.All(before.Concat(during), client => Assert.True(story.Finish(client).Status == 200, $"{client.Heard}\n{story.Describe()}"));
        }
    }

    static Dictionary<string, int> Bodies(Rigs.Story story, StoryPod from, int requests)
    {
        var bodies = new Dictionary<string, int>();
        for (var i = 0; i < requests; i++)
        {
            var client = story.Finish(StoryClient.Get(from.Application, Reviews, "reviews:9080", "/reviews/0"));
            Assert.True(client.Status == 200, $"{client.Heard}\n{story.Describe()}");
            bodies[client.Body!] = bodies.GetValueOrDefault(client.Body!) + 1;
        }
        return bodies;
    }

    static Rigs.Story Start(out StoryPod productpage)
    {
        var story = new Rigs.Story(Rigs.Story.Mesh);
        productpage = story.AddPod("productpage", "v1", "10.0.0.1");
        story.AddPod("reviews", "v1", "10.0.0.2").Serve(9080);
        story.AddPod("reviews", "v2", "10.0.0.3").Serve(9080);
        story.RunUntilReady();
        return story;
    }
}
