using System.Text;
using Lateen.Net.Http;
using Lateen.Proxy.Http.Upstream;

namespace Lateen.Proxy.Tests.Http;

public sealed class UpstreamClientTests
{
    [Fact]
    public void A_call_gets_its_response_through_the_clusters_pool()
    {
        using var rig = new HttpRig();
        var call = Start(rig, "up", "body");
        rig.Run(() => call.Result is not null);
        Assert.Equal("200 ok", call.Result);
        Assert.Equal("POST /check\r\nhost: authz\r\ntransfer-encoding: chunked\r\nbody", rig.Upstream.Requests[0]);
        Assert.Equal(1, rig.Counter("cluster.up.upstream_rq_total"));
    }

    [Fact]
    public void A_call_that_takes_too_long_fails()
    {
        using var rig = new HttpRig();
        rig.Upstream.Answer = _ => null;
        var call = Start(rig, "up", "");
        rig.Run(() => call.Result is not null);
        Assert.Equal("failed response_timeout", call.Result);
        Assert.InRange(rig.Simulation.Now, 2_000_000_000, 3_000_000_000);
    }

    [Theory]
    [InlineData("nowhere", 1, "failed cluster_not_found")]
    [InlineData("up", 0, "failed no_healthy_upstream")]
    public void A_call_without_an_upstream_fails_later_never_inside_its_start(string cluster, int hosts, string result)
    {
        using var rig = new HttpRig(hosts: hosts);
        var call = Start(rig, cluster, "");
        Assert.True(call.WasStartedBeforeItEnded);
        rig.Run(() => call.Result is not null);
        Assert.Equal(result, call.Result);
    }

    [Fact]
    public void A_cancelled_call_is_told_nothing()
    {
        using var rig = new HttpRig();
        var call = Start(rig, "up", "", cancel: true);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(5));
        Assert.Null(call.Result);
        Assert.Equal(0, rig.Gauge("cluster.up.upstream_rq_active"));
    }

    static Handler Start(HttpRig rig, string cluster, string body, bool cancel = false)
    {
        var handler = new Handler();
        rig.Worker.Loop.Post(_ =>
        {
            var client = UpstreamClient.Of(rig.Worker);
            var head = client.RentHead();
            head.SetMethod("POST"u8);
            head.SetPath("/check"u8);
            head.SetAuthority("authz"u8);
            head.Framing = body.Length > 0 ? BodyFraming.Chunked : BodyFraming.None;
            var call = client.Start(cluster, head, TimeSpan.FromSeconds(2), handler);
            handler.WasStartedBeforeItEnded = handler.Result is null;
            if (body.Length > 0)
                call.SendData(Encoding.ASCII.GetBytes(body), endStream: true);
            if (cancel)
                call.Cancel();
        }, null);
        rig.Run(() => handler.WasStartedBeforeItEnded);
        return handler;
    }

    sealed class Handler : IUpstreamCallHandler
    {
        string text = "";

        public bool WasStartedBeforeItEnded { get; set; }

        public string? Result { get; private set; }

        public void OnHead(IUpstreamCall call, ResponseHead head, bool endStream)
        {
            text = head.Status + " ";
            if (endStream)
                Result = text;
        }

        public void OnData(IUpstreamCall call, ReadOnlySpan<byte> data, bool endStream)
        {
            text += Encoding.ASCII.GetString(data);
            if (endStream)
                Result = text;
        }

        public void OnFailed(IUpstreamCall call, string reason) => Result = "failed " + reason;
    }
}
