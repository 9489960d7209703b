using System.Runtime.InteropServices;
using Lateen.Net.Epoll;

namespace Lateen.Net.Tests.Loops;

/// <summary>What only sockets have.</summary>
public sealed class EpollTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Both_IP_families_work(string ip)
    {
        using var rig = new EpollRig();
        Assert.True(NetAddress.TryParse(ip, 0, out var address));
        var (client, server) = Join(rig, address);
        client.Connection.Write("hello"u8);
        rig.RunUntil(() => server.Text == "hello");
        Assert.Equal(ip, server.Connection.RemoteAddress.IpText);
    }

    [Fact]
    public void An_IPv6_wildcard_takes_IPv4_and_shows_it_as_IPv4()
    {
        using var rig = new EpollRig();
        var server = new Recorder();
        var listener = rig.Loop.Listen(
            new ListenOptions { Address = NetAddress.IPv6(0, 0), IPv6Only = false }, new Acceptor(_ => server), out _)!;
        rig.Loop.Connect(new ConnectOptions(NetAddress.Loopback(listener.LocalAddress.Port)), new Recorder());
        rig.RunUntil(() => server.IsConnected);
        Assert.Equal(AddressFamilyKind.IPv4, server.Connection.RemoteAddress.Kind);
        Assert.Equal(NetAddress.Loopback(listener.LocalAddress.Port), server.Connection.LocalAddress);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Unix_sockets_work(bool isAbstract)
    {
        var path = isAbstract ? $"@lateen-test-{Guid.NewGuid():N}" : Path.Combine(Path.GetTempPath(), $"lateen-{Guid.NewGuid():N}.sock");
        using var rig = new EpollRig();
        var (client, server) = Join(rig, NetAddress.Unix(path), unixMode: 0x180);
        client.Connection.Write("hello"u8);
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => server.ReadClosed);
        Assert.Equal("hello", server.Text);
        if (isAbstract)
            return;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        File.Delete(path);
    }

    [Fact]
    public void A_source_of_another_family_is_left_aside()
    {
        using var rig = new EpollRig();
        var server = new Recorder();
        var listener = rig.Loop.Listen(
            new ListenOptions { Address = NetAddress.Unix($"@lateen-test-{Guid.NewGuid():N}") }, new Acceptor(_ => server), out var error) ?? throw new InvalidOperationException(error);
        var client = new Recorder();
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress) { Source = NetAddress.IPv4(0x7F000006, 0) }, client);
        rig.RunUntil(() => client.IsConnected || client.Closed is not null);
        Assert.True(client.IsConnected);
    }

    [Fact]
    public void A_path_that_is_too_long_gets_a_sentence()
    {
        using var rig = new EpollRig();
        var listener = rig.Loop.Listen(new ListenOptions { Address = NetAddress.Unix("/tmp/" + new string('x', 120)) }, new Acceptor(_ => null), out var error);
        Assert.Null(listener);
        Assert.Contains("a path may have 107 bytes", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_address_is_bound()
    {
        using var rig = new EpollRig();
        var server = new Recorder();
        var listener = rig.Loop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(_ => server), out _)!;
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress) { Source = NetAddress.IPv4(0x7f000005, 0) }, new Recorder());
        rig.RunUntil(() => server.IsConnected);
        Assert.Equal("127.0.0.5", server.Connection.RemoteAddress.IpText);
    }

    [Fact]
    public void Keepalive_reaches_the_sockets_of_both_ends()
    {
        using var rig = new EpollRig();
        var keepAlive = new TcpKeepAlive(IdleSeconds: 17, IntervalSeconds: 3, Probes: 4);
        var server = new Recorder();
        var client = new Recorder();
        var listener = rig.Loop.Listen(new ListenOptions { Address = NetAddress.Loopback(0), KeepAlive = keepAlive }, new Acceptor(_ => server), out _)!;
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress) { KeepAlive = keepAlive }, client);
        rig.RunUntil(() => server.IsConnected && client.IsConnected);
        Assert.All<int>([server.Connection.Descriptor, client.Connection.Descriptor], fd =>
        {
            Assert.Equal(1, Option(fd, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE));
            Assert.Equal(17, Option(fd, Libc.IPPROTO_TCP, Libc.TCP_KEEPIDLE));
            Assert.Equal(3, Option(fd, Libc.IPPROTO_TCP, Libc.TCP_KEEPINTVL));
            Assert.Equal(4, Option(fd, Libc.IPPROTO_TCP, Libc.TCP_KEEPCNT));
            Assert.Equal(1, Option(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY));
        });
    }

    [Fact]
    public void A_connection_that_was_not_redirected_has_no_original_destination()
    {
        using var rig = new EpollRig();
        var (_, server) = Join(rig, NetAddress.Loopback(0));
        Assert.False(server.Connection.TryGetOriginalDestination(out _));
    }

    [Fact]
    public void An_adopted_descriptor_listens()
    {
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        socket.Blocking = false;
        using var rig = new EpollRig();
        var server = new Recorder();
        var listener = rig.Loop.Listen(
            new ListenOptions { Address = NetAddress.Loopback(0), Descriptor = Libc.fcntl((int)socket.Handle, 0, 0) }, new Acceptor(_ => server), out var error)!;
        Assert.Null(error);
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), new Recorder());
        rig.RunUntil(() => server.IsConnected);
    }

    [Fact]
    public void Many_threads_may_post_and_each_keeps_its_order()
    {
        const int threads = 4, each = 20_000;
        using var loop = new EpollEventLoop();
        var seen = new int[threads];
        var total = 0;
        var workers = Enumerable.Range(0, threads).Select(t => new Thread(() =>
        {
            for (var i = 0; i < each; i++)
            {
                loop.Post(
                    state =>
                    {
                        var (thread, number) = ((int, int))state!;
                        Assert.Equal(seen[thread], number);
                        seen[thread]++;
                        if (++total == threads * each)
                            loop.Stop();
                    },
                    (t, i));
            }
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();
        loop.Run();
        Assert.Equal(threads * each, total);
        Assert.False(loop.Post(_ => { }, null));
    }

    [Fact]
    public void A_posted_call_wakes_a_loop_that_waits_for_ever()
    {
        using var loop = new EpollEventLoop();
        var thread = new Thread(loop.Run);
        thread.Start();
        using var ran = new ManualResetEventSlim();
        loop.Post(_ => ran.Set(), null);
        Assert.True(ran.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        loop.Stop();
        Assert.True(thread.Join(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void A_handler_that_throws_costs_its_own_connection_only()
    {
        using var rig = new EpollRig();
        var faults = new List<Exception>();
        rig.Epoll.Faulted = faults.Add;
        var (badClient, _) = Join(rig, NetAddress.Loopback(0), new Throwing());
        var (client, server) = Join(rig, NetAddress.Loopback(0));
        badClient.Connection.Write("x"u8);
        rig.RunUntil(() => badClient.ReadClosed || badClient.Closed is not null);
        client.Connection.Write("fine"u8);
        rig.RunUntil(() => server.Text == "fine");
        Assert.IsType<InvalidTimeZoneException>(Assert.Single(faults));
    }

    [Fact]
    public void Relaying_allocates_nothing_in_steady_state()
    {
        using var rig = new EpollRig();
        var pingPong = new PingPong();
        var listener = rig.Loop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(_ => new Echo()), out _)!;
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), pingPong);
        rig.RunUntil(() => pingPong.Rounds >= 2000);
        var start = pingPong.Rounds;
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (pingPong.Rounds < start + 5000)
            rig.Epoll.RunOnce(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static unsafe int Option(int fd, int level, int option)
    {
        var value = 0;
        var length = sizeof(int);
        Assert.Equal(0, Libc.getsockopt(fd, level, option, &value, &length));
        return value;
    }

    static (Recorder Client, Recorder Server) Join(EpollRig rig, NetAddress address, int unixMode = -1)
    {
        var server = new Recorder();
        var (client, _) = Join(rig, address, server, unixMode);
        rig.RunUntil(() => server.IsConnected);
        return (client, server);
    }

    static (Recorder Client, IListener Listener) Join(EpollRig rig, NetAddress address, IConnectionHandler server, int unixMode = -1)
    {
        var listener = rig.Loop.Listen(new ListenOptions { Address = address, UnixMode = unixMode }, new Acceptor(_ => server), out var error) ?? throw new InvalidOperationException(error);
        var client = new Recorder();
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), client);
        rig.RunUntil(() => client.IsConnected);
        return (client, listener);
    }

    sealed class Throwing : IConnectionHandler
    {
        public void OnConnected(IConnection connection)
        {
        }

        public int OnReceived(ReadOnlySpan<byte> bytes) => throw new InvalidTimeZoneException();

        public void OnReadClosed()
        {
        }

        public void OnWritable()
        {
        }

        public void OnClosed(CloseReason reason)
        {
        }
    }
}
