using Lateen.Net;
using Lateen.Story.Tests.Rigs;

namespace Lateen.Story.Tests;

/// <summary>A Sidecar that says where its workload listens.</summary>
public sealed class SidecarIngressTests
{
    static readonly NetAddress Reviews = Rigs.Story.Ip("10.96.0.2", 9080);

    [Theory]
    [InlineData("127.0.0.1:7777", "127.0.0.1", 7777)]
    [InlineData("0.0.0.0:7777", "10.0.0.2", 7777)]
    public void Requests_go_where_the_ingress_listener_says(string endpoint, string address, ushort port)
    {
        using var story = new Rigs.Story($"{Rigs.Story.Mesh}\n---\n{Sidecar(endpoint)}");
        var productpage = story.AddPod("productpage", "v1", "10.0.0.1");
        var reviews = story.AddPod("reviews", "v1", "10.0.0.2");
        Assert.NotNull(reviews.Application.Listen(new ListenOptions { Address = Rigs.Story.Ip(address, port) }, new StoryServer("ingress"), out _));
        story.AddPod("reviews", "v2", "10.0.0.3").Serve(9080);
        story.RunUntilReady();

        var bodies = Enumerable.Range(0, 60).Select(_ => story.Finish(StoryClient.Get(productpage.Application, Reviews, "reviews:9080")).Body).Distinct().Order().ToArray();
        Assert.Equal(["ingress", "reviews v2"], bodies);
        Assert.Empty(story.Pods.SelectMany(pod => pod.Wire.Refusals));
        Assert.Empty(story.Errors);
    }

    [Fact]
    public void Taking_the_Sidecar_away_gives_the_port_back_to_the_service()
    {
        using var story = new Rigs.Story($"{Rigs.Story.Mesh}\n---\n{Sidecar("127.0.0.1:7777")}");
        var productpage = story.AddPod("productpage", "v1", "10.0.0.1");
        story.AddPod("reviews", "v1", "10.0.0.2").Serve(9080);
        story.AddPod("reviews", "v2", "10.0.0.3").Serve(9080);
        story.RunUntilReady();
        Assert.Contains(503, Statuses(story, productpage));

        story.Apply(Sidecar("127.0.0.1:7777").Replace("app: reviews", "app: nobody", StringComparison.Ordinal));
        Assert.Equal([200], Statuses(story, productpage));
    }

    static int[] Statuses(Rigs.Story story, StoryPod from) =>
        [.. Enumerable.Range(0, 60).Select(_ => story.Finish(StoryClient.Get(from.Application, Reviews, "reviews:9080")).Status).Distinct().Order()];

    static string Sidecar(string endpoint) => $"""
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {"{name: reviews, namespace: default}"}
        spec:
          workloadSelector: {"{labels: {version: v1, app: reviews}}"}
          ingress: [{"{port: {number: 9080, name: http, protocol: HTTP}"}, defaultEndpoint: "{endpoint}"{"}"}]
        """;
}
