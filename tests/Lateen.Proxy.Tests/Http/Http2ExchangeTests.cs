using Lateen.Net.Http;
using Lateen.Net.Http2;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Tests.Http;

/// <summary>HTTP/2 through the connection manager, the router and the pools, on either side and on both.</summary>
public sealed class Http2ExchangeTests
{
    static readonly string[] Grpc = ["content-type: application/grpc", "te: trailers"];

    [Fact]
    public void A_request_of_HTTP2_goes_to_a_server_of_HTTP1()
    {
        using var rig = new HttpRig();
        var client = rig.ConnectHttp2();
        var call = client.Get("/a", "x-a: 1");
        rig.Run(() => call.IsDone);
        Assert.Equal((200, "ok", "envoy", "2"), (call.Status, call.Body, call.Field("server"), call.Field("content-length")));
        Assert.Matches("^GET /a\r\nhost: h\r\nx-a: 1\r\nx-forwarded-proto: http\r\nx-request-id: [0-9a-f-]{36}\r\nx-envoy-attempt-count: 1\r\n$", Assert.Single(rig.Upstream.Requests));
        Assert.Equal(["200 - via_upstream"], rig.Logged);
        Assert.Equal((1, 1), (rig.Counter("http.test.downstream_cx_http2_total"), rig.Counter("http.test.downstream_rq_http2_total")));
    }

    [Fact]
    public void Body_and_trailers_become_chunks()
    {
        using var rig = new HttpRig();
        var client = rig.ConnectHttp2();
        var call = client.Call("POST", "/", [], "hello");
        call.Finish("x-t: 9");
        rig.Run(() => call.IsDone);
        Assert.EndsWith("hello|x-t: 9\r\n", Assert.Single(rig.Upstream.Requests));
    }

    [Fact]
    public void Requests_of_one_connection_are_served_side_by_side()
    {
        using var rig = new HttpRig();
        rig.Upstream.Answer = request => request.StartsWith("GET /slow", StringComparison.Ordinal) ? null : UpstreamScript.Ok;
        var client = rig.ConnectHttp2();
        var slow = client.Get("/slow");
        var fast = client.Get("/fast");
        rig.Run(() => fast.IsDone);
        Assert.False(slow.IsDone);
    }

    [Fact]
    public void Requests_share_one_upstream_connection_of_HTTP2()
    {
        using var rig = Http2Rig();
        var client = rig.ConnectHttp2();
        var calls = Enumerable.Range(0, 50).Select(i => client.Get($"/{i}")).ToArray();
        rig.Run(() => calls.All(call => call.IsDone));
        Assert.All(calls, (call, i) => Assert.Equal((200, $"/{i}"), (call.Status, call.Field("x-echo"))));
        Assert.Single(rig.Http2!.Sessions);
        Assert.Equal((1, 0), (rig.Counter("cluster.up.upstream_cx_http2_total"), rig.Gauge("cluster.up.upstream_rq_active")));
    }

    [Fact]
    public void The_servers_limit_of_streams_makes_further_connections()
    {
        using var rig = Http2Rig(server: new Http2Options { MaxConcurrentStreams = 2 });
        rig.Http2!.OnRequest = _ => { };
        var client = rig.ConnectHttp2();
        var first = client.Get("/first");
        rig.Run(() => rig.Http2.Exchanges.Count == 1);
        var others = Enumerable.Range(0, 4).Select(i => client.Get($"/{i}")).ToArray();
        rig.Run(() => rig.Http2.Exchanges.Count == 5);
        Assert.Equal(3, rig.Http2.Sessions.Count);
        foreach (var exchange in rig.Http2.Exchanges)
            exchange.Echo();
        rig.Run(() => first.IsDone && others.All(call => call.IsDone));
    }

    [Fact]
    public void A_client_of_HTTP1_is_served_by_a_server_of_HTTP2()
    {
        using var rig = Http2Rig();
        var answer = rig.Exchange("POST /up HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello");
        Assert.StartsWith("HTTP/1.1 200 OK\r\nx-echo: /up\r\n", answer);
        Assert.EndsWith("\r\n5\r\nhello\r\n0\r\n\r\n", answer);
        Assert.False(rig.Http2!.Exchanges[0].Head.Headers.Contains(HeaderId.Connection));
    }

    [Fact]
    public void A_unary_call_of_gRPC_keeps_its_trailers()
    {
        using var rig = Http2Rig();
        rig.Http2!.OnRequest = exchange =>
        {
            exchange.SendHead(200, "content-type: application/grpc");
            exchange.Send("\0\0\0\0\u0002hi");
            exchange.Finish("grpc-status: 0", "grpc-message: fine");
        };
        var call = rig.ConnectHttp2().Call("POST", "/pkg.Service/Method", Grpc, "\0\0\0\0\u0001x");
        call.Finish();
        rig.Run(() => call.IsDone);
        Assert.Equal(("\0\0\0\0\u0002hi", "grpc-status: 0\r\ngrpc-message: fine\r\n"), (call.Body, call.Trailers));
        Assert.Equal("trailers", System.Text.Encoding.ASCII.GetString(rig.Http2.Exchanges[0].Head.Headers.Get(HeaderId.Te)));
    }

    [Fact]
    public void Streams_of_gRPC_pass_message_by_message_both_ways()
    {
        using var rig = Http2Rig();
        rig.Http2!.OnRequest = exchange => exchange.Finish("grpc-status: 0");
        var call = rig.ConnectHttp2().Call("POST", "/pkg.Service/Chat", Grpc, "one");
        rig.Run(() => rig.Http2.Exchanges.Count == 1 && rig.Http2.Exchanges[0].Body == "one");
        var server = rig.Http2.Exchanges[0];
        server.SendHead(200, "content-type: application/grpc");
        server.Send("two");
        rig.Run(() => call.Body == "two");
        call.Send("three");
        rig.Run(() => server.Body == "onethree");
        call.Finish();
        rig.Run(() => call.IsDone);
        Assert.Equal("grpc-status: 0\r\n", call.Trailers);
    }

    [Fact]
    public void A_reply_of_the_proxy_to_gRPC_is_a_status()
    {
        using var rig = new HttpRig(routes: []);
        var call = rig.ConnectHttp2().Call("POST", "/pkg.Service/Method", Grpc, "x");
        rig.Run(() => call.IsDone);
        Assert.Equal((200, "12", "application/grpc"), (call.Status, call.Field("grpc-status"), call.Field("content-type")));
    }

    [Fact]
    public void A_call_that_the_client_cancels_is_cancelled_upstream()
    {
        using var rig = Http2Rig();
        rig.Http2!.OnRequest = _ => { };
        var client = rig.ConnectHttp2();
        var call = client.Get("/");
        rig.Run(() => rig.Http2.Exchanges.Count == 1);
        call.Stream.Reset(Http2ErrorCode.Cancel);
        rig.Run(() => rig.Http2.Exchanges[0].Reset is not null);
        Assert.Equal("Cancel", rig.Http2.Exchanges[0].Reset);
        Assert.Equal(["0 DR http2.remote_reset"], rig.Logged);
        var next = client.Get("/next");
        rig.Http2.OnRequest = exchange => exchange.Echo();
        rig.Run(() => next.IsDone);
        Assert.Single(rig.Http2.Sessions);
    }

    [Fact]
    public void A_refused_stream_is_tried_again()
    {
        using var rig = Http2Rig(action: forward => forward with { RetryPolicy = HttpRig.Retries });
        rig.Http2!.OnRequest = exchange =>
        {
            if (rig.Http2.Exchanges.Count == 1)
                exchange.Cut(Http2ErrorCode.RefusedStream);
            else
                exchange.Echo();
        };
        var call = rig.ConnectHttp2().Get("/");
        rig.Run(() => call.IsDone);
        Assert.Equal((200, 2), (call.Status, rig.Http2.Exchanges.Count));
    }

    [Fact]
    public void A_stream_that_the_server_resets_is_a_503()
    {
        using var rig = Http2Rig();
        rig.Http2!.OnRequest = exchange => exchange.Cut(Http2ErrorCode.InternalError);
        var call = rig.ConnectHttp2().Get("/");
        rig.Run(() => call.IsDone);
        Assert.Equal(503, call.Status);
        Assert.Equal("upstream connect error or disconnect/reset before headers. reset reason: remote reset", call.Body);
    }

    [Fact]
    public void A_server_that_goes_away_finishes_what_it_has_and_gets_no_more()
    {
        using var rig = Http2Rig();
        rig.Http2!.OnRequest = _ => { };
        var client = rig.ConnectHttp2();
        var first = client.Get("/first");
        rig.Run(() => rig.Http2.Exchanges.Count == 1);
        rig.Http2.Sessions[0].Http2.CompleteShutdown();
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        var second = client.Get("/second");
        rig.Run(() => rig.Http2.Sessions.Count == 2 && rig.Http2.Exchanges.Count == 2);
        rig.Http2.Exchanges[0].Echo();
        rig.Http2.Exchanges[1].Echo();
        rig.Run(() => first.IsDone && second.IsDone);
        Assert.Equal((200, 200), (first.Status, second.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Large_bodies_pass_through_small_windows(bool toHttp1)
    {
        var small = new Http2Options { StreamWindow = 65535, ConnectionWindow = 65535 };
        using var rig = toHttp1
            ? new HttpRig(http: config => config with { Http2 = small })
            : Http2Rig(server: small, http: config => config with { Http2 = small });
        var body = string.Concat(Enumerable.Range(0, 200_000).Select(i => $"{i % 100_000:D5}"));
        rig.Upstream.Answer = request => $"HTTP/1.1 200 OK\r\ncontent-length: {body.Length}\r\n\r\n{(request.EndsWith(body, StringComparison.Ordinal) ? body : "")}";
        var client = rig.ConnectHttp2();
        var calls = Enumerable.Range(0, 3).Select(_ => client.Call("POST", "/", [], body)).ToArray();
        foreach (var call in calls)
            call.Finish();
        rig.Run(() => calls.All(call => call.IsDone));
        Assert.All(calls, call => Assert.True(call.Body == body, $"{call.Status}, {call.Body.Length} of {body.Length}"));
    }

    [Fact]
    public void A_client_that_reads_nothing_stops_the_server()
    {
        using var rig = Http2Rig();
        const int Megabyte = 1 << 20;
        rig.Http2!.OnRequest = exchange =>
        {
            exchange.SendHead(200);
            for (var i = 0; i < 64; i++)
                exchange.Send(new string('x', Megabyte));
            exchange.Finish();
        };
        var client = rig.ConnectHttp2();
        var call = client.Get("/");
        call.Stream.PauseReading();
        rig.Simulation.RunFor(TimeSpan.FromSeconds(5));
        // What is under way is bounded by the windows and buffers of both connections, not by the body.
        Assert.InRange(rig.Counter("cluster.up.upstream_rq_total"), 1, 1);
        Assert.Equal(0, call.Body.Length);
        Assert.InRange(rig.Worker.Loop.Slabs.RentedBytes, 0, 8 * Megabyte);
        call.Stream.ResumeReading();
        rig.Run(() => call.IsDone);
        Assert.Equal(64 * Megabyte, call.Body.Length);
    }

    [Fact]
    public void A_draining_connection_says_so_in_two_steps_and_serves_what_comes_between()
    {
        using var rig = new HttpRig();
        var client = rig.ConnectHttp2();
        var first = client.Get("/");
        rig.Run(() => first.IsDone);
        rig.LastConnection!.OnDraining();
        rig.Run(() => client.Events.Contains("goaway 2147483647 NoError"));
        rig.Run(() => client.IsClosed);
        Assert.Equal(["settings", "goaway 2147483647 NoError", "goaway 1 NoError"], client.Events);
    }

    [Fact]
    public void The_last_request_of_a_connection_is_announced()
    {
        using var rig = new HttpRig(http: config => config with { MaxRequestsPerConnection = 2 });
        var client = rig.ConnectHttp2();
        var calls = new[] { client.Get("/1"), client.Get("/2") };
        rig.Run(() => calls.All(call => call.IsDone) && client.IsClosed);
        Assert.All(calls, call => Assert.Equal(200, call.Status));
        Assert.Equal(1, rig.Counter("http.test.downstream_cx_max_requests_reached"));
    }

    [Fact]
    public void An_idle_connection_is_closed_gracefully()
    {
        using var rig = new HttpRig(http: config => config with { IdleTimeout = TimeSpan.FromSeconds(10) });
        var client = rig.ConnectHttp2();
        var call = client.Get("/");
        rig.Run(() => call.IsDone);
        rig.Run(() => client.IsClosed);
        Assert.Equal(1, rig.Counter("http.test.downstream_cx_idle_timeout"));
        Assert.InRange(rig.Simulation.Now, 15_000_000_000, 17_000_000_000);
    }

    [Fact]
    public void An_expectation_is_answered_and_not_passed_on()
    {
        using var rig = new HttpRig();
        var call = rig.ConnectHttp2().Call("POST", "/", ["expect: 100-continue"], "");
        rig.Run(() => call.Body == "<100>");
        call.Send("x");
        call.Finish();
        rig.Run(() => call.IsDone);
        Assert.DoesNotContain("expect", Assert.Single(rig.Upstream.Requests));
    }

    [Fact]
    public void A_WebSocket_by_extended_CONNECT_reaches_a_server_of_HTTP1()
    {
        using var rig = new HttpRig(http: config => config with
        {
            Http2 = new Http2Options { AllowConnect = true },
            Upgrades = [new UpgradeConfig("websocket", true)],
        });
        rig.Upstream.AnswerToHead = _ => "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\nhello";
        var client = rig.ConnectHttp2();
        var call = client.Call("WEBSOCKET", "/chat", ["upgrade: websocket", "sec-websocket-version: 13"], "");
        rig.Run(() => call.Body == "hello");
        Assert.Equal(101, call.Status);
        call.Send("ping");
        rig.Run(() => rig.Upstream.Connections[0].Raw.EndsWith("ping", StringComparison.Ordinal));
        Assert.Contains("upgrade: websocket\r\n", rig.Upstream.Connections[0].Raw);
    }

    [Fact]
    public void A_malformed_request_is_logged_and_closes_the_connection()
    {
        using var rig = new HttpRig();
        var client = rig.ConnectHttp2();
        client.Get("/", "te: gzip", "Bad: x");
        rig.Run(() => client.IsClosed);
        Assert.Equal(["0 DPE http2.invalid.header.field"], rig.Logged);
    }

    [Fact]
    public void By_the_downstream_version_each_client_gets_its_own_upstream_version()
    {
        using var rig = new HttpRig(cluster: config => config with { Http = config.Http with { Protocol = UpstreamProtocol.AsDownstream } });
        var answer = rig.Exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", answer);
        rig.ConnectHttp2().Get("/");
        rig.Run(() => rig.Upstream.Connections.Any(connection => connection.Raw.StartsWith("PRI * HTTP/2.0", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_server_that_answers_no_PING_is_given_up()
    {
        var options = new Http2Options { KeepaliveInterval = TimeSpan.FromSeconds(10), KeepaliveTimeout = TimeSpan.FromSeconds(2), KeepaliveJitterPercent = 0 };
        using var rig = Http2Rig(upstream: options);
        rig.Http2!.OnRequest = _ => { };
        var call = rig.ConnectHttp2().Get("/");
        rig.Run(() => rig.Http2.Exchanges.Count == 1);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(60));
        Assert.False(call.IsDone);
        rig.Http2.Sessions[0].Connection.PauseReading();
        rig.Simulation.RunFor(TimeSpan.FromSeconds(13));
        Assert.Equal(503, call.Status);
    }

    static HttpRig Http2Rig(
        Http2Options? server = null,
        Http2Options? upstream = null,
        Func<Lateen.Proxy.Http.HttpConnectionManagerConfig, Lateen.Proxy.Http.HttpConnectionManagerConfig>? http = null,
        Func<ForwardAction, ForwardAction>? action = null) =>
        new(http, cluster: config => config with { Http = config.Http with { Protocol = UpstreamProtocol.Http2, Http2 = upstream ?? new Http2Options() } }, action, http2Server: server ?? new Http2Options());
}
