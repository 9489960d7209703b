using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Tests.Http;

public sealed class HttpExchangeTests
{
    const string Get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    [Fact]
    public void A_request_goes_up_and_its_response_comes_down()
    {
        using var rig = new HttpRig();
        var answer = rig.Exchange(Get);
        Assert.StartsWith("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-envoy-upstream-service-time: ", answer);
        Assert.EndsWith("server: envoy\r\n\r\nok", answer);
        var request = Assert.Single(rig.Upstream.Requests);
        Assert.Matches("^GET /a\r\nhost: h\r\nx-forwarded-proto: http\r\nx-request-id: [0-9a-f-]{36}\r\nx-envoy-attempt-count: 1\r\n$", request);
        Assert.Equal(["200 - via_upstream"], rig.Logged);
    }

    [Fact]
    public void Pipelined_requests_are_answered_in_order_on_one_upstream_connection()
    {
        using var rig = new HttpRig();
        rig.Upstream.Answer = request => $"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{request[5]}";
        var client = rig.Connect();
        client.Send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\nGET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
        rig.Run(() => client.Responses(toHead: false) == 3);
        Assert.Equal("123", string.Concat(client.Text.Split("\r\n\r\n").Skip(1).Select(part => part[0])));
        Assert.Single(rig.Upstream.Connections);
        Assert.Equal(3, rig.Logged.Count);
    }

    [Fact]
    public void Chunked_bodies_pass_both_ways()
    {
        using var rig = new HttpRig(http: config => config with { Http1 = config.Http1 with { EnableTrailers = true } });
        rig.Upstream.Answer = _ => "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n";
        var answer = rig.Exchange("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\nx-t: 9\r\n\r\n");
        Assert.EndsWith("transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 1\r\n\r\n", answer);
        Assert.EndsWith("hello|x-t: 9\r\n", Assert.Single(rig.Upstream.Requests));
    }

    [Fact]
    public void A_response_until_close_is_chunked_for_the_client()
    {
        using var rig = new HttpRig();
        rig.Upstream.AnswerToHead = _ => "HTTP/1.1 200 OK\r\n\r\nhello";
        rig.Upstream.Answer = _ => "close";
        var answer = rig.Exchange(Get);
        Assert.Contains("transfer-encoding: chunked\r\n", answer);
        Assert.EndsWith("0\r\n\r\n", answer);
        Assert.Equal(["200 - via_upstream"], rig.Logged);
    }

    [Fact]
    public void A_HEAD_response_keeps_its_length_and_has_no_body()
    {
        using var rig = new HttpRig();
        rig.Upstream.Answer = _ => "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n";
        var client = rig.Connect();
        client.Send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
        rig.Run(() => client.Responses(toHead: true) == 1);
        Assert.Contains("content-length: 5\r\n", client.Text);
        client.Send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n");
        rig.Run(() => client.Responses(toHead: true) == 2);
    }

    [Fact]
    public void A_client_that_half_closes_still_gets_its_response()
    {
        using var rig = new HttpRig();
        var client = rig.Connect();
        client.Send(Get);
        client.Finish();
        rig.Run(() => client.IsClosed);
        Assert.EndsWith("ok", client.Text);
        Assert.Equal(["200 - via_upstream"], rig.Logged);
    }

    [Fact]
    public void A_client_that_leaves_cancels_the_upstream_request()
    {
        using var rig = new HttpRig();
        rig.Upstream.Answer = _ => null;
        var client = rig.Connect();
        client.Send(Get);
        rig.Run(() => rig.Upstream.Requests.Count == 1);
        client.Abort();
        rig.Run(() => rig.Upstream.Connections[0].IsReadClosed || rig.Upstream.Connections[0].IsClosed);
        Assert.Equal(["0 DC downstream_remote_disconnect"], rig.Logged);
        Assert.Equal(0, rig.Gauge("cluster.up.upstream_rq_active"));
    }

    [Fact]
    public void An_upstream_that_closes_before_it_answers_is_a_503()
    {
        using var rig = new HttpRig();
        rig.Upstream.Answer = _ => "close";
        var answer = rig.Exchange(Get);
        Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 95\r\ncontent-type: text/plain\r\ndate: ", answer);
        Assert.EndsWith("upstream connect error or disconnect/reset before headers. reset reason: connection termination", answer);
        Assert.Equal(["503 UC upstream_reset_before_response_started{connection_termination}"], rig.Logged);
    }

    [Fact]
    public void An_upstream_reset_in_the_middle_of_a_body_cuts_the_response_off()
    {
        using var rig = new HttpRig();
        rig.Upstream.AnswerToHead = _ => "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n";
        rig.Upstream.Answer = _ => null;
        var client = rig.Connect();
        client.Send(Get);
        rig.Run(() => client.Text.EndsWith("abc\r\n", StringComparison.Ordinal));
        rig.Upstream.Connections[0].Send("reset");
        rig.Run(() => client.IsClosed);
        Assert.EndsWith("3\r\nabc\r\n", client.Text);
        Assert.Equal(["200 UC upstream_reset_after_response_started{connection_termination}"], rig.Logged);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\na")]
    [InlineData("garbage\r\n\r\n")]
    public void A_malformed_response_is_a_502(string bytes)
    {
        using var rig = new HttpRig();
        rig.Upstream.Answer = _ => bytes;
        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", rig.Exchange(Get));
        Assert.Equal(["502 UPE upstream_reset_before_response_started{protocol_error}"], rig.Logged);
    }

    [Fact]
    public void An_early_response_is_delivered_and_the_connection_closed()
    {
        using var rig = new HttpRig();
        rig.Upstream.AnswerToHead = _ => "HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n";
        var client = rig.Connect();
        client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nabc");
        rig.Run(() => client.IsClosed);
        Assert.StartsWith("HTTP/1.1 401 Unauthorized\r\n", client.Text);
        Assert.Equal(["401 - via_upstream"], rig.Logged);
    }

    [Fact]
    public void No_connection_to_the_upstream_is_a_503_with_the_transports_words_in_the_log_only()
    {
        using var rig = new HttpRig();
        rig.Simulation.Network.ConnectFault = address => address.Port == 80 && address.IPv4Bits == 0x0a000002 ? 111 : 0;
        var answer = rig.Exchange(Get);
        Assert.EndsWith("reset reason: remote connection failure", answer);
        Assert.Equal(["503 UF upstream_reset_before_response_started{remote_connection_failure|delayed_connect_error:_Connection_refused}"], rig.Logged);
    }

    [Fact]
    public void A_connect_timeout_is_a_503()
    {
        using var rig = new HttpRig(cluster: config => config with { ConnectTimeout = TimeSpan.FromSeconds(2) });
        rig.Simulation.Network.BlackHole = address => address.IPv4Bits == 0x0a000002;
        Assert.EndsWith("reset reason: connection timeout", rig.Exchange(Get));
        Assert.InRange(rig.Simulation.Now, 2_000_000_000, 3_000_000_000);
    }

    [Fact]
    public void The_route_timeout_is_a_504()
    {
        using var rig = new HttpRig(action: forward => forward with { Timeout = TimeSpan.FromSeconds(3) });
        rig.Upstream.Answer = _ => null;
        Assert.EndsWith("upstream request timeout", rig.Exchange(Get));
        Assert.Equal(["504 UT response_timeout"], rig.Logged);
        Assert.Contains("x-envoy-expected-rq-timeout-ms: 3000\r\n", rig.Upstream.Requests[0]);
    }

    [Fact]
    public void A_stream_on_which_nothing_moves_is_ended()
    {
        using var rig = new HttpRig(http: config => config with { StreamIdleTimeout = TimeSpan.FromSeconds(4) });
        rig.Upstream.Answer = _ => null;
        Assert.StartsWith("HTTP/1.1 504 Gateway Timeout", rig.Exchange(Get));
        Assert.Equal(["504 SI stream_idle_timeout"], rig.Logged);
    }

    [Fact]
    public void A_head_that_never_ends_is_a_408()
    {
        using var rig = new HttpRig(http: config => config with { RequestHeadersTimeout = TimeSpan.FromSeconds(1) });
        Assert.StartsWith("HTTP/1.1 408 Request Timeout", rig.Exchange("GET / HTTP/1.1\r\nHost"));
        Assert.Equal(["408 - request_header_timeout"], rig.Logged);
    }

    [Fact]
    public void An_idle_connection_is_closed()
    {
        using var rig = new HttpRig(http: config => config with { IdleTimeout = TimeSpan.FromSeconds(10) });
        var client = rig.Connect();
        rig.Run(() => client.IsClosed);
        Assert.InRange(rig.Simulation.Now, 10_000_000_000, 12_000_000_000);
    }

    [Theory]
    [InlineData("\u0016\u0003\u0001\u0002", "400 DPE http1.codec_error")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "400 DPE http1.content_length_and_chunked_not_allowed")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n", "501 DPE http1.invalid_transfer_encoding")]
    [InlineData("GET / HTTP/1.0\r\nHost: h\r\n\r\n", "426 DPE low_version")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "400 - missing_host_header")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "404 - absolute_path_rejected")]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n", "400 - path_normalization_failed")]
    [InlineData("QUERY / HTTP/1.1\r\nHost: h\r\n\r\n", "400 - query_missing_content_type")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", "403 - upgrade_failed")]
    [InlineData("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n", "400 DPE http1.codec_error")]
    public void A_bad_request_is_refused_and_its_connection_closed(string request, string logged)
    {
        using var rig = new HttpRig();
        var client = rig.Connect();
        client.Send(request);
        rig.Run(() => client.IsReadClosed || client.IsClosed);
        Assert.StartsWith("HTTP/1.1 " + logged[..3], client.Text);
        Assert.Equal([logged], rig.Logged);
        Assert.Empty(rig.Upstream.Requests);
    }

    [Fact]
    public void No_route_is_a_404_without_a_body()
    {
        using var rig = new HttpRig(routes: []);
        var answer = rig.Exchange(Get);
        Assert.Matches("^HTTP/1.1 404 Not Found\r\ndate: [^\r]*\r\nserver: envoy\r\ncontent-length: 0\r\n\r\n$", answer);
        Assert.Equal(["404 NR route_not_found"], rig.Logged);
    }

    [Fact]
    public void An_unknown_cluster_is_a_503()
    {
        using var rig = new HttpRig(action: forward => forward with { Cluster = new ClusterSpecifier.Single("nowhere") });
        Assert.StartsWith("HTTP/1.1 503", rig.Exchange(Get));
        Assert.Equal(["503 NC cluster_not_found"], rig.Logged);
    }

    [Fact]
    public void No_host_is_a_503()
    {
        using var rig = new HttpRig(hosts: 0);
        Assert.EndsWith("no healthy upstream", rig.Exchange(Get));
        Assert.Equal(["503 UH no_healthy_upstream"], rig.Logged);
    }

    [Fact]
    public void A_gRPC_request_is_refused_in_gRPCs_form()
    {
        using var rig = new HttpRig(hosts: 0);
        var answer = rig.Exchange("POST /s/m HTTP/1.1\r\nHost: h\r\nContent-Type: application/grpc\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\ncontent-type: application/grpc\r\ngrpc-status: 14\r\ngrpc-message: no healthy upstream\r\n", answer);
    }

    [Fact]
    public void A_direct_response_and_a_redirect_need_no_upstream()
    {
        var direct = new Route { Match = new RouteMatch { Path = new PathMatch.Exact("/d") }, Action = new DirectResponseAction(418, "tea"u8.ToArray()) };
        var redirect = new Route { Match = new RouteMatch { Path = new PathMatch.Prefix("/r") }, Action = new RedirectAction { Scheme = "https", Path = "/x" } };
        using var rig = new HttpRig(routes: [direct, redirect]);
        Assert.EndsWith("\r\n\r\ntea", rig.Exchange("GET /d HTTP/1.1\r\nHost: h\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 301 Moved Permanently\r\nlocation: https://h/x?q\r\n", rig.Exchange("GET /r?q HTTP/1.1\r\nHost: h:80\r\n\r\n"));
        Assert.Equal(["418 - direct_response", "301 - direct_response"], rig.Logged);
    }

    [Fact]
    public void A_websocket_is_relayed_both_ways()
    {
        using var rig = new HttpRig(http: config => config with { Upgrades = [new UpgradeConfig("websocket", true)] });
        rig.Upstream.AnswerToHead = _ => "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n";
        rig.Upstream.Answer = _ => null;
        var client = rig.Connect();
        client.Send("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nGET /early HTTP/1.1\r\n\r\n");
        rig.Run(() => rig.Upstream.Connections is [{ } connection] && connection.Raw.EndsWith("GET /early HTTP/1.1\r\n\r\n", StringComparison.Ordinal));
        rig.Run(() => client.Text.Contains("HTTP/1.1 101 Switching Protocols\r\n", StringComparison.Ordinal));
        Assert.Contains("upgrade: websocket\r\n", client.Text);
        rig.Upstream.Connections[0].Send("frame");
        rig.Run(() => client.Text.EndsWith("frame", StringComparison.Ordinal));
        client.Abort();
        rig.Run(() => rig.Logged.Count == 1);
        Assert.Equal("101 DC downstream_remote_disconnect", rig.Logged[0]);
    }

    [Fact]
    public void An_expectation_is_answered_by_the_proxy()
    {
        using var rig = new HttpRig();
        var client = rig.Connect();
        client.Send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        rig.Run(() => client.Text == "HTTP/1.1 100 Continue\r\n\r\n");
        client.Send("hi");
        rig.Run(() => client.HasResponse);
        Assert.DoesNotContain("expect", rig.Upstream.Requests[0]);
    }

    [Fact]
    public void An_expectation_is_forwarded_where_configured()
    {
        using var rig = new HttpRig(http: config => config with { Proxy100Continue = true });
        rig.Upstream.AnswerToHead = _ => "HTTP/1.1 100 Continue\r\n\r\n";
        var client = rig.Connect();
        client.Send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
        rig.Run(() => client.Text == "HTTP/1.1 100 Continue\r\n\r\n");
        client.Send("hi");
        rig.Run(() => client.HasResponse);
        Assert.Contains("expect: 100-continue\r\n", rig.Upstream.Requests[0]);
    }

    [Fact]
    public void A_slow_client_stops_the_upstream_and_gets_everything()
    {
        using var rig = new HttpRig(friendly: true);
        var body = new string('x', 4_000_000);
        rig.Upstream.Answer = _ => $"HTTP/1.1 200 OK\r\ncontent-length: {body.Length}\r\n\r\n{body}";
        var client = rig.Connect();
        client.Send(Get);
        rig.Run(() => client.Length > 0);
        client.Pause();
        rig.Simulation.RunFor(TimeSpan.FromSeconds(1));
        // What is under way: both watermarks and the sockets' buffers, not the whole body.
        Assert.InRange(rig.Worker.Loop.Slabs.RentedBytes, 1, 3_000_000);
        client.Resume();
        rig.Run(() => client.HasResponse);
    }

    [Fact]
    public void A_slow_upstream_stops_the_client()
    {
        using var rig = new HttpRig(friendly: true);
        var client = rig.Connect();
        client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n");
        rig.Run(() => rig.Upstream.Connections.Count == 1 && rig.Upstream.Connections[0].Raw.Length > 0);
        rig.Upstream.Connections[0].Pause();
        client.Send(new byte[4_000_000]);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.InRange(rig.Worker.Loop.Slabs.RentedBytes, 1, 3_000_000);
        rig.Upstream.Connections[0].Resume();
        rig.Run(() => client.HasResponse);
    }
}
