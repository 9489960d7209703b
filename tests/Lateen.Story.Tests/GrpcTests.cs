using System.Text;
using Lateen.Net;
using Lateen.Proxy.Tests.Http;
using Lateen.Story.Tests.Rigs;

namespace Lateen.Story.Tests;

/// <summary>gRPC between two pods: a port declared grpc, through both sidecars with what the control plane generates for them.</summary>
public sealed class GrpcTests
{
    static readonly string[] Fields = ["content-type: application/grpc", "te: trailers"];

    [Theory]
    [InlineData("STRICT", "mutual_tls")]
    [InlineData("DISABLE", "none")]
    public void Calls_and_streams_pass_two_sidecars_and_are_counted_by_status_and_message(string mode, string policy)
    {
        using var story = new Rigs.Story(AllocationTests.Mesh("grpc", mode));
        var caller = story.AddPod("productpage", "v1", "10.0.0.1");
        var callee = story.AddPod("reviews", "v1", "10.0.0.2");
        var server = new Http2Upstream(callee.Application, callee.Address.WithPort(9080)) { OnRequest = Answer };
        story.RunUntilReady();
        var client = new Http2Caller(caller.Application);
        caller.Application.Connect(new ConnectOptions(Rigs.Story.Ip("10.96.0.2", 9080)), client);
        story.Simulation.RunUntil(() => client.IsConnected);

        var calls = Enumerable.Range(0, 20).Select(i => Call(client, i % 4 == 0 ? "/reviews.Reviews/Missing" : "/reviews.Reviews/Get")).ToArray();
        story.Simulation.RunUntil(() => calls.All(call => call.IsDone));

        Assert.All(calls, (call, i) => Assert.True(call.Trailers == $"grpc-status: {(i % 4 == 0 ? 5 : 0)}\r\n", $"{call.Status} {call.Reset} {call.Body}\n{story.Describe()}"));
        Assert.Single(server.Sessions);
        // Only the server's sidecar says whether it was mutual TLS, as Istio's.
        foreach (var (pod, label) in new[] { (caller, "unknown"), (callee, policy) })
        {
            Assert.Equal((15, 5), (Count(pod, "istio_requests_total", label, "0"), Count(pod, "istio_requests_total", label, "5")));
            Assert.Equal(20, Count(pod, "istio_request_messages_total", label, "0") + Count(pod, "istio_request_messages_total", label, "5"));
            Assert.Equal(30, Count(pod, "istio_response_messages_total", label, "0"));
        }
    }

    static Http2Call Call(Http2Caller client, string path)
    {
        var call = client.Call("POST", path, Fields, "\0\0\0\0\u0002hi", "reviews:9080");
        call.Finish();
        return call;
    }

    static void Answer(Http2Upstream.Exchange exchange)
    {
        exchange.SendHead(200, "content-type: application/grpc");
        if (Encoding.ASCII.GetString(exchange.Head.Path).EndsWith("Missing", StringComparison.Ordinal))
        {
            exchange.Finish("grpc-status: 5");
            return;
        }

        exchange.Send("\0\0\0\0\u0001a\0\0\0\0\u0001b");
        exchange.Finish("grpc-status: 0");
    }

    static long Count(StoryPod pod, string metric, string policy, string status) => pod.Stats.Read()
        .Where(stat => stat.ExtractedName == metric && Has(stat.Tags, "connection_security_policy", policy) && Has(stat.Tags, "grpc_response_status", status)
            && Has(stat.Tags, "request_protocol", "grpc"))
        .Sum(stat => stat.Value);

    static bool Has(IEnumerable<Lateen.Proxy.Observability.Stats.StatTag> tags, string name, string value) => tags.Any(tag => tag.Name == name && tag.Value == value);
}
