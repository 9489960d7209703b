using System.Net.Sockets;
using Lateen.ProxyApp.Tests.Processes;

namespace Lateen.ProxyApp.Tests.Faults;

/// <summary>A process without descriptors left: it waits instead of spinning, and serves again when there are some.</summary>
public sealed class DescriptorExhaustionTests
{
    /// <summary>More than the runtime holds itself, and few enough to use up.</summary>
    const int Descriptors = 400;

    [Fact]
    public async Task The_accept_loop_does_not_spin_and_serves_again_when_descriptors_return()
    {
        using var admin = new PortReservation();
        using var listener = new PortReservation();
        using var backend = new EchoServer();
        await using var proxy = await ProxyProcess.StartAsync(Bootstrap.Http(admin.Port, listener.Port, backend.Port), admin.Port, descriptors: Descriptors);
        // Opened before: while descriptors lack, nobody new is let in, not even here.
        using var page = await Wire.ConnectAsync(admin.Port);
        Assert.Equal(0, await PausesAsync(page));
        using var early = await Wire.ConnectAsync(listener.Port);
        await early.SendAsync(Get);
        Assert.StartsWith("HTTP/1.1 200 OK", await early.ReadResponseAsync());

        var crowd = new List<Wire>();
        for (var i = 0; i < Descriptors; i++)
            if (await JoinAsync(listener.Port) is { } client) crowd.Add(client);
        await Eventually.TrueAsync(async () => await PausesAsync(page) > 0, TimeSpan.FromSeconds(30), () => "accepting never paused");
        await AssertIdleAsync(proxy, page);
        await early.SendAsync(Get);
        Assert.StartsWith("HTTP/1.1 200 OK", await early.ReadResponseAsync());

        crowd.ForEach(client => client.Dispose());
        await Eventually.TrueAsync(() => IsServedAsync(listener.Port), TimeSpan.FromSeconds(30), () => "nobody is served after descriptors came back");
    }

    const string Get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

    /// <summary>Over at least a second of having nothing to give, accepting pauses about ten times; and once what runs is compiled, the processor is left to others.</summary>
    static Task AssertIdleAsync(ProxyProcess proxy, Wire page) =>
        Eventually.TrueAsync(() => IsIdleForASecondAsync(proxy, page), TimeSpan.FromSeconds(30), () => "the proxy never leaves the processor to others");

    static async Task<bool> IsIdleForASecondAsync(ProxyProcess proxy, Wire page)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var (pauses, used) = (await PausesAsync(page), proxy.ProcessorTime());
        await Eventually.TrueAsync(
            () => Task.FromResult(TimeProvider.System.GetElapsedTime(begin) > TimeSpan.FromSeconds(1)), TimeSpan.FromSeconds(30), () => "time stands still");
        var elapsed = TimeProvider.System.GetElapsedTime(begin);
        var more = await PausesAsync(page) - pauses;

        Assert.True(more <= (elapsed.TotalMilliseconds / 50) + 4, $"{more} pauses in {elapsed.TotalMilliseconds:0} ms");
        return proxy.ProcessorTime() - used < elapsed / 3;
    }

    /// <summary>Null for one who is turned away: after some time without descriptors those who wait are, rather than left to wait for ever.</summary>
    static async Task<Wire?> JoinAsync(int port)
    {
        try
        {
            return await Wire.ConnectAsync(port);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return null;
        }
    }

    static async Task<bool> IsServedAsync(int port)
    {
        using var client = await Wire.ConnectAsync(port);
        await client.SendAsync(Get);
        return (await client.ReadToFirstAsync()).StartsWith("HTTP/1.1 200", StringComparison.Ordinal);
    }

    static async Task<long> PausesAsync(Wire page)
    {
        await page.SendAsync("GET /stats?filter=accept_paused HTTP/1.1\r\nHost: admin\r\n\r\n");
        return Admin.Value((await page.ReadResponseAsync()).Split("\r\n\r\n")[1], "server.accept_paused");
    }
}
