using Lateen.Story.Tests.Rigs;

namespace Lateen.Story.Tests;

/// <summary>
/// The budget of the data path: nothing. Two sidecars with all that the control plane generates for them (filters, statistics, Istio's metrics, access log, timeouts,
/// retries) and traffic between them in steady state.
/// </summary>
public sealed class AllocationTests
{
    const int WarmUp = 1500;
    const int Counted = 2000;

    [Theory]
    [InlineData("http", "STRICT")]
    [InlineData("http", "DISABLE")]
    [InlineData("tcp", "STRICT")]
    [InlineData("tcp", "DISABLE")]
    public void Steady_traffic_through_two_sidecars_allocates_nothing(string protocol, string mode)
    {
        using var story = new Rigs.Story(Mesh(protocol, mode));
        var caller = story.AddPod("productpage", "v1", "10.0.0.1");
        var server = story.AddPod("reviews", "v1", "10.0.0.2");
        server.Serve(9080);
        story.RunUntilReady();
        var client = SteadyClient.Start(caller.Application, Rigs.Story.Ip("10.96.0.2", 9080));

        Run(story, client, WarmUp);
        long callers = caller.Worker.AllocatedBytes, servers = server.Worker.AllocatedBytes;
        Run(story, client, WarmUp + Counted);

        // Below one byte per request: a histogram that sees a new bucket grows, once.
        Assert.InRange(caller.Worker.AllocatedBytes - callers, 0, Counted - 1);
        Assert.InRange(server.Worker.AllocatedBytes - servers, 0, Counted - 1);
        client.Stop();
        story.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        Assert.True(CountedBy(server, mode == "STRICT" ? "mutual_tls" : "none") > 0, story.Describe());
    }

    static void Run(Rigs.Story story, SteadyClient client, int answers)
    {
        story.Simulation.RunUntil(() => client.Answers >= answers || client.Ended is not null);
        Assert.True(client.Ended is null, $"{client.Ended} after {client.Answers} answers\n{story.Describe()}");
    }

    /// <summary>What Istio's metrics say of traffic under this policy: that it went through all filters, as it was meant to.</summary>
    static long CountedBy(StoryPod pod, string policy) => pod.Stats.Read()
        .Where(stat => stat.Name.StartsWith("istio_", StringComparison.Ordinal) && stat.Tags.Any(tag => tag.Value == policy)).Sum(stat => stat.Value);

    /// <summary>A caller and a server, whose port is declared with a protocol, under a policy of mutual TLS.</summary>
    internal static string Mesh(string protocol, string mode) => $$"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: istio, namespace: istio-system}
        data:
          mesh: |-
            accessLogFile: /dev/stdout
            defaultProviders: {metrics: [prometheus] }
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: reviews, namespace: default}
        spec: {clusterIP: 10.96.0.2, selector: {app: reviews}, ports: [{name: {{protocol}}, port: 9080}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: productpage-v1, namespace: default, labels: {app: productpage, version: v1, security.istio.io/tlsMode: istio} }
        spec: {serviceAccountName: productpage, containers: [{name: app, image: x}]}
        status: {podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: reviews-v1, namespace: default, labels: {app: reviews, version: v1, security.istio.io/tlsMode: istio} }
        spec: {serviceAccountName: reviews, containers: [{name: app, image: x}]}
        status: {podIP: 10.0.0.2, conditions: [{type: Ready, status: "True"}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: reviews-1, namespace: default, labels: {kubernetes.io/service-name: reviews} }
        addressType: IPv4
        ports: [{name: {{protocol}}, port: 9080}]
        endpoints:
        - {addresses: [10.0.0.2], conditions: {ready: true}, targetRef: {kind: Pod, name: reviews-v1, namespace: default} }
        ---
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default, namespace: istio-system}
        spec: {mtls: {mode: {{mode}} } }
        """;
}
