using Lateen.Local.Relays;

namespace Lateen.Local.Tests;

/// <summary>What a client says to an HTTP proxy, and what the server hears of it.</summary>
public sealed class ProxiedRequestTests
{
    [Fact]
    public void An_absolute_target_goes_on_in_origin_form_on_a_connection_of_its_own()
    {
        var request = ProxiedRequest.Read("GET http://reviews.default:9080/a%20b?c=d HTTP/1.1\r\nHost: reviews.default:9080\r\nProxy-Connection: keep-alive\r\nConnection: keep-alive\r\nX: y")!;
        Assert.Equal(("reviews.default", 9080, false), (request.Host, request.Port, request.IsTunnel));
        Assert.Equal("GET /a%20b?c=d HTTP/1.1\r\nHost: reviews.default:9080\r\nX: y\r\nConnection: close\r\n\r\n", request.Head);
    }

    [Theory]
    [InlineData("http://web", 80, "GET / HTTP/1.1")]
    [InlineData("http://web?a", 80, "GET /?a HTTP/1.1")]
    [InlineData("http://web:81/%2e%2e/x", 81, "GET /%2e%2e/x HTTP/1.1")]
    public void The_path_stays_as_it_was_written(string target, int port, string line)
    {
        var request = ProxiedRequest.Read($"GET {target} HTTP/1.1\r\nHost: web")!;
        Assert.Equal(port, request.Port);
        Assert.StartsWith(line + "\r\n", request.Head);
    }

    [Fact]
    public void Connect_asks_for_a_tunnel()
    {
        var request = ProxiedRequest.Read("CONNECT db.default:3306 HTTP/1.1\r\nHost: db.default:3306")!;
        Assert.Equal(("db.default", 3306, true, ""), (request.Host, request.Port, request.IsTunnel, request.Head));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: web")]
    [InlineData("GET https://web/ HTTP/1.1")]
    [InlineData("GET http://web/ HTTP/2")]
    [InlineData("hello")]
    [InlineData("")]
    public void Anything_else_is_no_request_to_a_proxy(string head) => Assert.Null(ProxiedRequest.Read(head));
}
