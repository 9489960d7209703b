using System.Net;
using System.Net.Sockets;
using System.Text;
using Lateen.Local.Relays;

namespace Lateen.Local.Tests;

/// <summary>What clients of the proxy for names may do badly.</summary>
public sealed class NameProxyTests : IDisposable
{
    readonly ManualTime time = new();
    readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly NameProxy proxy;

    public NameProxyTests()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        proxy = new NameProxy(listener, static (_, _) => null, time);
    }

    [Fact]
    public async Task A_client_that_does_not_say_what_it_wants_is_closed()
    {
        var running = proxy.Run(TestContext.Current.CancellationToken);
        using var client = await Connect();
        time.Advance(await time.NextWait());
        Assert.Equal("", await ReadToEnd(client));
        proxy.Dispose();
        await running;
    }

    [Fact]
    public async Task What_is_no_request_to_a_proxy_is_told_so()
    {
        var running = proxy.Run(TestContext.Current.CancellationToken);
        using var client = await Connect();
        await client.SendAsync("garbage\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.StartsWith("HTTP/1.1 400 ", await ReadToEnd(client));
        proxy.Dispose();
        await running;
    }

    public void Dispose() => proxy.Dispose();

    async Task<Socket> Connect()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        return client;
    }

    static async Task<string> ReadToEnd(Socket client)
    {
        using var stream = new NetworkStream(client);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
