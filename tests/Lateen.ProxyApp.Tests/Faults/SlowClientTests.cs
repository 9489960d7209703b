using System.Text.Json.Nodes;
using Lateen.ProxyApp.Tests.Processes;

namespace Lateen.ProxyApp.Tests.Faults;

/// <summary>Clients that begin and never go on, against bounds that a bootstrap sets.</summary>
public sealed class SlowClientTests : IAsyncLifetime
{
    readonly PortReservation admin = new();
    readonly PortReservation listener = new();
    readonly EchoServer backend = new();
    ProxyProcess proxy = null!;

    public async ValueTask InitializeAsync()
    {
        var bootstrap = Bootstrap.Http(admin.Port, listener.Port, backend.Port, manager =>
        {
            manager["request_headers_timeout"] = "0.3s";
            manager["stream_idle_timeout"] = "0.6s";
            manager["common_http_protocol_options"] = new JsonObject { ["idle_timeout"] = "0.9s" };
        });
        proxy = await ProxyProcess.StartAsync(bootstrap, admin.Port);
    }

    [Fact]
    public async Task Half_a_head_is_answered_with_408_when_its_time_is_over()
    {
        using var client = await Wire.ConnectAsync(listener.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\nX-Half: ");
        var answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", answer);
        Assert.EndsWith("request header timeout", answer);
        Assert.Equal(1, await CounterAsync("http.in.downstream_rq_header_timeout"));
    }

    [Fact]
    public async Task Half_a_body_is_answered_when_the_stream_was_idle_for_too_long()
    {
        using var client = await Wire.ConnectAsync(listener.Port);
        await client.SendAsync("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
        var answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 408 Request Timeout\r\n", answer);
        Assert.EndsWith("stream timeout", answer);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed()
    {
        using var client = await Wire.ConnectAsync(listener.Port);

        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(1, await CounterAsync("http.in.downstream_cx_idle_timeout"));
    }

    public async ValueTask DisposeAsync()
    {
        await proxy.DisposeAsync();
        backend.Dispose();
        listener.Dispose();
        admin.Dispose();
    }

    async Task<long> CounterAsync(string name) => Admin.Value(await Admin.GetAsync(admin.Port, "/stats"), name);
}
