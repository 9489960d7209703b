using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Matching;
using Lateen.Story.Tests.Rigs;
using Lateen.Testing;

namespace Lateen.Story.Tests;

/// <summary>One mesh, one request, one file per step: see story/.</summary>
public sealed class GoldenStoryTests
{
    [Fact]
    public void Story_reads_in_order_from_yaml_to_what_was_counted()
    {
        using var story = new Rigs.Story(Rigs.Story.Mesh);
        var productpage = story.AddPod("productpage", "v1", "10.0.0.1");
        var reviews = story.AddPod("reviews", "v2", "10.0.0.3");
        reviews.Serve(9080);
        story.RunUntilReady();

        Check("01-objects.txt", StoryText.Objects(story));
        Check("05-resources.txt", StoryText.Resources(productpage));
        Check("06-wire.txt", string.Concat(productpage.Wire.Said.Select(line => line + "\n")));
        Check("09-runtime.txt", StoryText.Runtime(productpage.Runtime.Snapshot));
        Check("10-filter-chain.txt", StoryText.Trace(InboundTrace(reviews)));
        Check("11-route.txt", StoryText.Trace(RouteTrace(productpage)));

        // The simulated network draws the version; the other one has no pod here, so ask until this one has answered.
        StoryClient client;
        do client = story.Finish(StoryClient.Get(productpage.Application, Rigs.Story.Ip("10.96.0.2", 9080), "reviews:9080", "/reviews/0"));
        while (client.Status != 200);
        story.Simulation.RunFor(TimeSpan.FromMilliseconds(10));

        Check("13-counted-by-the-server.txt", StoryText.Counted(reviews, "http.inbound", "cluster.inbound", "listener.10", "istio"));
    }

    static void Check(string file, string text) => Golden.Check($"tests/Lateen.Story.Tests/story/{file}", text);

    static MatchTrace InboundTrace(StoryPod pod)
    {
        var trace = new MatchTrace();
        var facts = new ConnectionFacts(pod.Address.WithPort(StoryPod.InboundPort), Rigs.Story.Ip("10.0.0.1", 40000))
        {
            TransportProtocol = ConnectionFacts.Tls,
            ServerName = "outbound_.9080_._.reviews.default.svc.cluster.local",
            ApplicationProtocols = ["istio-http/1.1", "istio", "http/1.1"],
        };
        facts.RestoreLocalAddress(pod.Address.WithPort(9080));
        pod.Runtime.Snapshot.Listeners["virtualInbound"].FilterChains.Find(facts, trace);
        return trace;
    }

    static MatchTrace RouteTrace(StoryPod pod)
    {
        var trace = new MatchTrace();
        var request = new RequestHead();
        request.SetMethod("GET"u8);
        request.SetScheme("http"u8);
        request.SetPath("/reviews/0"u8);
        request.SetAuthority("reviews:9080"u8);
        var view = new RequestView(request);
        var decision = pod.Runtime.Snapshot.Routes["9080"].Match(view, 0, trace);
        foreach (var random in new ulong[] { 0, 79, 80, 99 })
            trace.Add("cluster", $"random value {random}", decision.Entry!.SelectCluster(view, random, out _)!);
        return trace;
    }
}
