using System.Net;
using System.Net.Sockets;
using Lateen.Net;
using Lateen.Net.Epoll;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Runtime;
using Lateen.Proxy.Tcp;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Tests.Runtime;

/// <summary>The same proxy on the kernel's sockets, one thread per worker.</summary>
public sealed class EpollProxyTests : IDisposable
{
    const int SocketLevel = 1;
    const int ReusePort = 15;

    readonly EpollEventLoop main = new("main");
    readonly List<EpollEventLoop> loops = [];
    readonly List<Thread> threads = [];
    readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly Socket reservation = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly SharedLimit limit = new(40);

    public EpollProxyTests()
    {
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen(512);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Bounds_hold_with_workers_on_threads_of_their_own(int workers)
    {
        var address = Start(workers, maxConnections: 20);
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(address, TestContext.Current.CancellationToken);
            return client;
        }));
        var accepted = new List<Socket>();
        for (var i = 0; i < 20; i++) accepted.Add(await server.AcceptAsync(TestContext.Current.CancellationToken));

        // 80 clients hear the end at once; the 20 that were relayed are still there.
        // Each end is counted as it comes: looking at who has ended, and then waiting for one of the others, would wait for ever for the 20
        // when the last of the 80 ends in between.
        var reads = clients.Select(client => client.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken).AsTask()).ToList();
        var ended = 0;
        await foreach (var _ in Task.WhenEach(reads).WithCancellation(TestContext.Current.CancellationToken))
            if (++ended == 80) break;
        Assert.Equal(20, reads.Count(read => !read.IsCompleted));
        Assert.False(server.Poll(0, SelectMode.SelectRead));
        clients.ToList().ForEach(client => client.Dispose());
        accepted.ForEach(socket => socket.Dispose());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Bulk_is_relayed_whole_through_splice_with_half_close(int workers)
    {
        var address = Start(workers, maxConnections: 20);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(address, TestContext.Current.CancellationToken);
        using var accepted = await server.AcceptAsync(TestContext.Current.CancellationToken);
        var data = new byte[32 << 20];
        new Random(1).NextBytes(data);

        var sending = Send(client, data);
        var there = await ReadToEnd(accepted);
        await sending;
        Assert.True(there.AsSpan().SequenceEqual(data));
        sending = Send(accepted, data);
        var back = await ReadToEnd(client);
        await sending;
        Assert.True(back.AsSpan().SequenceEqual(data));
    }

    public void Dispose()
    {
        loops.ForEach(loop => loop.Stop());
        threads.ForEach(thread => thread.Join());
        loops.ForEach(loop => loop.Dispose());
        main.Dispose();
        server.Dispose();
        reservation.Dispose();
    }

    static async Task Send(Socket socket, byte[] data)
    {
        for (var sent = 0; sent < data.Length;) sent += await socket.SendAsync(data.AsMemory(sent), TestContext.Current.CancellationToken);
        socket.Shutdown(SocketShutdown.Send);
    }

    static async Task<byte[]> ReadToEnd(Socket socket)
    {
        using var stream = new MemoryStream();
        var buffer = new byte[65536];
        while (await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var count) stream.Write(buffer, 0, count);
        return stream.ToArray();
    }

    IPEndPoint Start(int workers, uint maxConnections)
    {
        for (var i = 0; i < workers; i++) loops.Add(new EpollEventLoop($"worker-{i}"));
        var registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var runtime = new ProxyRuntime(main, registry, loops, new RuntimeOptions { Seed = 1, ConnectionLimit = limit });
        var upstream = NetAddress.Loopback((ushort)((IPEndPoint)server.LocalEndPoint!).Port);
        runtime.SetCluster(
            new ClusterConfig { Name = "a", Discovery = new ClusterDiscovery.Eds("a"), DefaultThresholds = new CircuitBreakerThresholds { MaxConnections = maxConnections } },
            ProxyRig.Endpoints(upstream));
        var address = FreeAddress();
        Assert.Null(runtime.SetListener(new ListenerConfig
        {
            Name = "l",
            Address = address,
            FilterChains = ProxyRig.Matcher(new FilterChainConfig { Filters = [new TcpProxyConfig { StatPrefix = "a", Cluster = new ClusterSpecifier.Single("a") }] }),
        }));
        runtime.Start();
        foreach (var loop in loops)
        {
            // The sockets are open before anybody connects: this batch runs what was posted.
            loop.RunOnce(0);
            var thread = new Thread(loop.Run) { IsBackground = true };
            threads.Add(thread);
            thread.Start();
        }
        return new IPEndPoint(IPAddress.Loopback, address.Port);
    }

    /// <summary>
    /// A port that stays ours: bound but not listening, and shareable by the proxy's sockets. Given back too early, the port could go to another
    /// process's listener, which would get some of the clients.
    /// </summary>
    NetAddress FreeAddress()
    {
        reservation.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1));
        reservation.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return NetAddress.Loopback((ushort)((IPEndPoint)reservation.LocalEndPoint!).Port);
    }
}
