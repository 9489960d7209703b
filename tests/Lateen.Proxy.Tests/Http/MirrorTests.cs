using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Tests.Http;

public sealed class MirrorTests
{
    static HttpRig Rig(uint percent = 100, string cluster = "up") =>
        new(action: forward => forward with { Mirrors = [new MirrorPolicy(cluster, new Fraction(percent, 100))], Timeout = TimeSpan.FromSeconds(5) });

    [Fact]
    public void A_copy_with_its_body_goes_to_the_mirror_under_a_name_of_its_own()
    {
        using var rig = Rig();
        rig.Downstream = rig.Downstream with { LocalAddress = "10.0.0.1:80" };
        var answer = rig.Exchange("POST /a HTTP/1.1\r\nHost: shop.example:8080\r\nContent-Length: 4\r\n\r\nbody");
        rig.Run(() => rig.Upstream.Requests.Count == 2);
        var copy = Assert.Single(rig.Upstream.Requests, request => request.Contains("-shadow", StringComparison.Ordinal));

        Assert.StartsWith("HTTP/1.1 200 OK", answer);
        Assert.StartsWith("POST /a\r\n", copy);
        Assert.Contains("shop.example-shadow:8080\r\n", copy);
        Assert.Contains("x-envoy-internal: true\r\n", copy);
        Assert.Contains("10.0.0.1\r\n", copy);
        Assert.EndsWith("body", copy);
    }

    [Theory]
    [InlineData(false, null, "h")]
    [InlineData(true, "test.example", "test.example")]
    public void The_host_is_kept_or_replaced_where_that_is_configured(bool suffix, string? literal, string expected)
    {
        using var rig = new HttpRig(action: forward => forward with
        {
            Mirrors = [new MirrorPolicy("up", new Fraction(100, 100)) { AppendsHostSuffix = suffix, HostRewriteLiteral = literal }],
        });
        rig.Exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        rig.Run(() => rig.Upstream.Requests.Count == 2);
        var copy = Assert.Single(rig.Upstream.Requests, request => request.Contains("x-envoy-internal: true", StringComparison.Ordinal));

        Assert.Contains($": {expected}\r\n", copy);
    }

    [Fact]
    public void A_mirror_that_fails_or_does_not_exist_changes_nothing()
    {
        using var missing = Rig(cluster: "nowhere");
        Assert.StartsWith("HTTP/1.1 200 OK", missing.Exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
        Assert.Equal(["200 - via_upstream"], missing.Logged);

        using var failing = Rig();
        failing.Upstream.Answer = request => request.Contains("h-shadow", StringComparison.Ordinal) ? "reset" : UpstreamScript.Ok;
        Assert.StartsWith("HTTP/1.1 200 OK", failing.Exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
        Assert.Equal(["200 - via_upstream"], failing.Logged);
    }

    [Fact]
    public void The_share_is_kept()
    {
        using var rig = Rig(percent: 25);
        var client = rig.Connect();
        for (var i = 0; i < 400; i++)
        {
            client.Send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
            rig.Run(() => rig.Logged.Count == i + 1);
        }

        rig.Simulation.RunFor(TimeSpan.FromSeconds(1));
        // 400 draws at a quarter: 100, and four standard deviations of 8.7.
        Assert.InRange(rig.Upstream.Requests.Count(request => request.Contains("h-shadow", StringComparison.Ordinal)), 65, 135);
    }

    [Fact]
    public void The_client_never_waits_for_a_mirror_that_answers_nothing()
    {
        using var rig = Rig();
        rig.Upstream.Answer = request => request.Contains("h-shadow", StringComparison.Ordinal) ? null : UpstreamScript.Ok;
        var begin = rig.Simulation.Now;
        Assert.StartsWith("HTTP/1.1 200 OK", rig.Exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));

        Assert.True(rig.Simulation.Now - begin < 1_000_000_000);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(6));
        Assert.Equal(0, rig.Gauge("cluster.up.upstream_rq_active"));
    }
}
