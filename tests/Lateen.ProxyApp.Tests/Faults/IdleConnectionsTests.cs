using Lateen.ProxyApp.Tests.Processes;

namespace Lateen.ProxyApp.Tests.Faults;

public sealed class IdleConnectionsTests(ITestOutputHelper output)
{
    const int Connections = 10_000;

    /// <summary>Private memory of the proxy for one client that is connected and says nothing, in bytes.</summary>
    const int MostBytesEach = 4096;

    [Fact]
    public async Task Ten_thousand_idle_connections_beside_a_busy_one()
    {
        Assert.SkipUnless(MostDescriptors() > Connections + 1000, $"a limit of open files (ulimit -Hn) above {Connections + 1000}");
        using var admin = new PortReservation();
        using var listener = new PortReservation();
        using var backend = new EchoServer();
        await using var proxy = await ProxyProcess.StartAsync(Bootstrap.Http(admin.Port, listener.Port, backend.Port), admin.Port, concurrency: 2);
        using var busy = await Wire.ConnectAsync(listener.Port);
        for (var i = 0; i < 200; i++) await ExchangeAsync(busy);
        var before = proxy.PrivateBytes();

        var idle = new List<Wire>(Connections);
        for (var i = 0; i < Connections; i++) idle.Add(await Wire.ConnectAsync(listener.Port));
        await Eventually.TrueAsync(async () => await ActiveAsync(admin.Port) == Connections + 1, TimeSpan.FromSeconds(30), () => "not all are accepted");
        for (var i = 0; i < 200; i++) await ExchangeAsync(busy);
        var each = (proxy.PrivateBytes() - before) / Connections;
        output.WriteLine($"{each} bytes of private memory for each idle connection");

        Assert.InRange(each, 0, MostBytesEach);
        idle.ForEach(client => client.Dispose());
        await Eventually.TrueAsync(async () => await ActiveAsync(admin.Port) == 1, TimeSpan.FromSeconds(30), () => "not all are forgotten");
        await ExchangeAsync(busy);
    }

    /// <summary>The hard limit; the runtime raises its own soft one to it, and so do we.</summary>
    static long MostDescriptors()
    {
        var fields = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.TryParse(fields[4], out var hard) ? hard : long.MaxValue;
    }

    static async Task ExchangeAsync(Wire client)
    {
        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK", await client.ReadResponseAsync());
    }

    static async Task<long> ActiveAsync(int port) => Admin.Value(await Admin.GetAsync(port, "/stats?filter=downstream_cx_active"), "http.in.downstream_cx_active");
}
