using System.Net.Sockets;
using Lateen.ProxyApp.Tests.Processes;

namespace Lateen.ProxyApp.Tests.Static;

public sealed class DrainTests
{
    [Fact]
    public async Task Drained_listeners_take_no_one_new_end_idle_connections_and_busy_ones_after_their_request()
    {
        using var admin = new PortReservation();
        using var listener = new PortReservation();
        using var backend = new EchoServer();
        await using var proxy = await ProxyProcess.StartAsync(Bootstrap.Http(admin.Port, listener.Port, backend.Port), admin.Port);
        using var idle = await Wire.ConnectAsync(listener.Port);
        await idle.SendAsync("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.DoesNotContain("connection: close", await idle.ReadResponseAsync());
        using var busy = await Wire.ConnectAsync(listener.Port);
        await busy.SendAsync("POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n");
        await Eventually.TrueAsync(
            async () => Admin.Value(await Admin.GetAsync(admin.Port, "/stats"), "http.in.downstream_rq_active") == 1, TimeSpan.FromSeconds(30), () => "no request is active");

        Assert.Equal("OK\n", (await Admin.SendAsync(HttpMethod.Post, admin.Port, "/drain_listeners")).Body);
        await Eventually.TrueAsync(async () => await IsRefusedAsync(listener.Port), TimeSpan.FromSeconds(30), () => "the listener still accepts");
        Assert.Equal("", await idle.ReadToEndAsync());
        await busy.SendAsync("body");
        var last = await busy.ReadToEndAsync();

        Assert.Contains("\r\nconnection: close\r\n", last);
        Assert.EndsWith("\r\n\r\nbody", last);
    }

    static async Task<bool> IsRefusedAsync(int port)
    {
        try
        {
            using var client = await Wire.ConnectAsync(port);
            return false;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return true;
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It still waited to be accepted when the listener closed: the next one tells.
            return false;
        }
    }
}
