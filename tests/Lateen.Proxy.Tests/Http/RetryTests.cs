using Lateen.Core;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Tests.Http;

public sealed class RetryTests
{
    const string Get = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    static HttpRig Rig(RetryOn on, uint retries = 2, int hosts = 1, TimeSpan perTry = default, Func<ClusterConfig, ClusterConfig>? cluster = null) => new(
        action: forward => forward with
        {
            RetryPolicy = new RetryPolicy
            {
                On = on,
                Retries = retries,
                RetriableStatusCodes = [503],
                PerTryTimeout = perTry,
                AvoidPreviousHosts = true,
                HostSelectionMaxAttempts = 20,
            },
        },
        cluster: cluster,
        hosts: hosts);

    [Fact]
    public void A_retriable_status_is_tried_again()
    {
        using var rig = Rig(RetryOn.RetriableStatusCodes);
        var answers = new Queue<string>(["HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 503 No\r\ncontent-length: 3\r\n\r\nabc", UpstreamScript.Ok]);
        rig.Upstream.Answer = _ => answers.Dequeue();
        Assert.StartsWith("HTTP/1.1 200 OK", rig.Exchange(Get));
        Assert.Equal(["1", "2", "3"], rig.Upstream.Requests.Select(AttemptOf));
        Assert.Equal(["200 - via_upstream"], rig.Logged);
        Assert.Equal(1, rig.Counter("cluster.up.upstream_rq_retry_success"));
    }

    [Fact]
    public void The_last_response_is_passed_on_when_no_retry_is_left()
    {
        using var rig = Rig(RetryOn.RetriableStatusCodes);
        rig.Upstream.Answer = _ => "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 503", rig.Exchange(Get));
        Assert.Equal(3, rig.Upstream.Requests.Count);
        Assert.Equal(["503 URX via_upstream"], rig.Logged);
    }

    [Fact]
    public void A_failed_connection_is_retried_on_another_host()
    {
        using var rig = Rig(RetryOn.ConnectFailure, hosts: 2);
        rig.Simulation.Network.ConnectFault = address => address.IPv4Bits == 0x0a000002 && address.Port == 80 ? 111 : 0;
        for (var i = 0; i < 6; i++)
            Assert.StartsWith("HTTP/1.1 200 OK", rig.Exchange(Get));
        Assert.All(rig.Logged, line => Assert.Equal("200 - via_upstream", line));
        Assert.InRange(rig.Counter("cluster.up.upstream_rq_retry"), 1, 6);
    }

    [Fact]
    public void An_exhausted_retry_says_so_in_body_and_flags()
    {
        using var rig = Rig(RetryOn.ConnectFailure);
        rig.Simulation.Network.ConnectFault = address => address.IPv4Bits == 0x0a000002 ? 111 : 0;
        Assert.EndsWith("before headers. retried and the latest reset reason: remote connection failure", rig.Exchange(Get));
        Assert.StartsWith("503 URX,UF upstream_reset_before_response_started", rig.Logged[0]);
    }

    [Fact]
    public void A_closed_connection_is_no_connect_failure()
    {
        using var rig = Rig(RetryOn.ConnectFailure | RetryOn.RefusedStream);
        rig.Upstream.Answer = _ => "close";
        Assert.StartsWith("HTTP/1.1 503", rig.Exchange(Get));
        Assert.Single(rig.Upstream.Requests);
    }

    [Fact]
    public void A_body_is_sent_again_whole()
    {
        using var rig = Rig(RetryOn.ServerError);
        var answers = new Queue<string>(["close", UpstreamScript.Ok]);
        rig.Upstream.Answer = _ => answers.Dequeue();
        Assert.StartsWith("HTTP/1.1 200 OK", rig.Exchange("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nhello world"));
        Assert.All(rig.Upstream.Requests, request => Assert.EndsWith("\r\nhello world", request));
        Assert.Equal(2, rig.Upstream.Requests.Count);
    }

    [Fact]
    public void A_body_beyond_the_limit_is_sent_once_and_never_again()
    {
        using var rig = Rig(RetryOn.ServerError);
        rig.Upstream.Answer = _ => "close";
        var body = new string('x', 200_000);
        Assert.StartsWith("HTTP/1.1 503", rig.Exchange($"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        Assert.Single(rig.Upstream.Requests);
        Assert.Equal(1, rig.Counter("cluster.up.retry_or_shadow_abandoned"));
    }

    [Fact]
    public void A_try_that_takes_too_long_is_made_again_and_then_given_up()
    {
        using var rig = Rig(RetryOn.ServerError, retries: 1, perTry: TimeSpan.FromSeconds(2));
        rig.Upstream.Answer = _ => null;
        Assert.EndsWith("upstream request timeout", rig.Exchange(Get));
        Assert.Equal(["504 URX,UT upstream_per_try_timeout"], rig.Logged);
        Assert.InRange(rig.Simulation.Now, 4_000_000_000, 5_000_000_000);
    }

    [Fact]
    public void The_circuit_breaker_bounds_retries()
    {
        using var rig = Rig(RetryOn.RetriableStatusCodes, cluster: config => config with { DefaultThresholds = new CircuitBreakerThresholds { MaxRetries = 0 } });
        rig.Upstream.Answer = _ => "HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 503", rig.Exchange(Get));
        Assert.Equal(["503 UO via_upstream"], rig.Logged);
    }

    [Theory]
    [InlineData("x-envoy-retry-on: retriable-status-codes\r\nx-envoy-retriable-status-codes: 418, 419", "HTTP/1.1 419 No\r\ncontent-length: 0\r\n\r\n", true)]
    [InlineData("x-envoy-retry-on: retriable-status-codes\r\nx-envoy-retriable-status-codes: 418", "HTTP/1.1 419 No\r\ncontent-length: 0\r\n\r\n", false)]
    [InlineData("x-envoy-retry-on: retriable-headers\r\nx-envoy-retriable-header-names: X-Again", "HTTP/1.1 200 OK\r\nx-again: 1\r\ncontent-length: 0\r\n\r\n", true)]
    [InlineData("x-envoy-retry-on: retriable-headers\r\nx-envoy-retriable-header-names: X-Other", "HTTP/1.1 200 OK\r\nx-again: 1\r\ncontent-length: 0\r\n\r\n", false)]
    public void A_trusted_client_names_what_is_retried(string fields, string first, bool expected)
    {
        using var rig = new HttpRig(http: config => config with { InternalAddresses = [Cidr.Of(System.Net.IPAddress.Parse("10.0.0.0"), 8)] });
        var answers = new Queue<string>([first, UpstreamScript.Ok]);
        rig.Upstream.Answer = _ => answers.Dequeue();
        rig.Exchange($"GET /a HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 10.0.0.5\r\n{fields}\r\n\r\n");

        Assert.Equal(expected ? 2 : 1, rig.Upstream.Requests.Count);
    }

    [Fact]
    public void A_response_header_that_the_policy_names_is_retried()
    {
        var again = new HeaderMatcher(HeaderName.Of("x-again"), HeaderValueMatcher.Present);
        using var rig = new HttpRig(action: forward => forward with { RetryPolicy = new RetryPolicy { On = RetryOn.RetriableHeaders, RetriableResponseHeaders = [again] } });
        var answers = new Queue<string>(["HTTP/1.1 200 OK\r\nx-again: 1\r\ncontent-length: 0\r\n\r\n", UpstreamScript.Ok]);
        rig.Upstream.Answer = _ => answers.Dequeue();
        Assert.EndsWith("ok", rig.Exchange(Get));
    }

    static string AttemptOf(string request) => request.Split("x-envoy-attempt-count: ")[1][..1];
}
