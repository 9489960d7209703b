using Lateen.Proxy.Clusters;

namespace Lateen.Proxy.Tests.Http;

public sealed class PoolTests
{
    const string Get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    static HttpRig Rig(CircuitBreakerThresholds thresholds, Func<UpstreamHttpConfig, UpstreamHttpConfig>? http = null) =>
        new(cluster: config => config with { DefaultThresholds = thresholds, Http = http is null ? config.Http : http(config.Http) });

    [Fact]
    public void Connections_are_used_again()
    {
        using var rig = Rig(new CircuitBreakerThresholds());
        for (var i = 0; i < 3; i++)
            rig.Exchange(Get);
        Assert.Single(rig.Upstream.Connections);
        Assert.Equal(3, rig.Counter("cluster.up.upstream_rq_total"));
        Assert.Equal(1, rig.Counter("cluster.up.upstream_cx_total"));
    }

    [Fact]
    public void Requests_beyond_the_connections_wait_their_turn()
    {
        using var rig = Rig(new CircuitBreakerThresholds { MaxConnections = 1 });
        var clients = Enumerable.Range(0, 4).Select(_ => rig.Connect()).ToList();
        foreach (var client in clients)
            client.Send(Get);
        rig.Run(() => clients.All(client => client.HasResponse));
        Assert.Single(rig.Upstream.Connections);
        Assert.All(rig.Logged, line => Assert.Equal("200 - via_upstream", line));
    }

    [Fact]
    public void Beyond_the_pending_limit_requests_are_refused()
    {
        using var rig = Rig(new CircuitBreakerThresholds { MaxConnections = 1, MaxPendingRequests = 1 });
        rig.Upstream.Answer = _ => null;
        var clients = Enumerable.Range(0, 3).Select(_ => rig.Connect()).ToList();
        foreach (var client in clients)
        {
            client.Send(Get);
            rig.Simulation.RunFor(TimeSpan.FromMilliseconds(50));
        }

        Assert.Contains("x-envoy-overloaded: true\r\n", clients[2].Text);
        Assert.EndsWith("reset reason: overflow", clients[2].Text);
        Assert.Equal(["503 UO upstream_reset_before_response_started{overflow}"], rig.Logged);
    }

    [Fact]
    public void Every_reservation_is_given_back()
    {
        using var rig = Rig(new CircuitBreakerThresholds { MaxConnections = 1, MaxPendingRequests = 1, MaxRequests = 1 });
        var answers = 0;
        rig.Upstream.Answer = _ => answers++ % 2 == 0 ? "close" : UpstreamScript.Ok;
        for (var i = 0; i < 10; i++)
            rig.Exchange(Get);
        var breaker = rig.Worker.Clusters.Find("up")!.Cluster.Breaker(Lateen.Proxy.Routing.RoutingPriority.Default);
        Assert.Equal((0, 0), (breaker.Requests.Value, breaker.PendingRequests.Value));
        Assert.Equal(0, rig.Gauge("cluster.up.upstream_rq_active"));
        Assert.Equal(0, rig.Gauge("http.test.downstream_rq_active"));
    }

    [Fact]
    public void A_connection_serves_no_more_requests_than_allowed()
    {
        using var rig = Rig(new CircuitBreakerThresholds(), http => http with { MaxRequestsPerConnection = 2 });
        for (var i = 0; i < 4; i++)
            rig.Exchange(Get);
        Assert.Equal(2, rig.Upstream.Connections.Count);
    }

    [Fact]
    public void An_idle_connection_is_closed_after_its_time()
    {
        using var rig = Rig(new CircuitBreakerThresholds(), http => http with { IdleTimeout = TimeSpan.FromSeconds(5) });
        rig.Exchange(Get);
        rig.Run(() => rig.Upstream.Connections[0].IsReadClosed);
        Assert.InRange(rig.Simulation.Now, 5_000_000_000, 6_000_000_000);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok")]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison")]
    public void A_connection_that_is_closed_or_spoiled_is_not_used_again(string answer)
    {
        using var rig = Rig(new CircuitBreakerThresholds());
        rig.Upstream.Answer = _ => answer;
        Assert.EndsWith("\r\n\r\nok", rig.Exchange(Get));
        rig.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.EndsWith("\r\n\r\nok", rig.Exchange(Get));
        Assert.Equal(2, rig.Upstream.Connections.Count);
    }
}
