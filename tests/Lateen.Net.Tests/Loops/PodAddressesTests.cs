using Lateen.Net.Epoll;

namespace Lateen.Net.Tests.Loops;

/// <summary>A loop whose pod shares this machine's network: it listens and connects elsewhere than it is told, and redirects without a kernel's help.</summary>
public sealed class PodAddressesTests
{
    static readonly NetAddress Own = At("127.77.2.1", 0);

    [Fact]
    public void What_listens_anywhere_or_on_localhost_listens_on_the_pods_address()
    {
        using var loop = new EpollEventLoop("test", new PodAddresses { Own = Own, Application = At("127.77.2.2", 0) });
        foreach (var address in new[] { At("0.0.0.0", 0), At("127.0.0.1", 0) })
        {
            var listener = loop.Listen(new ListenOptions { Address = address }, new Acceptor(_ => null), out var error);
            Assert.Null(error);
            Assert.True(listener!.LocalAddress.SameIp(Own), listener.LocalAddress.ToString());
        }
    }

    [Fact]
    public void Captured_connections_come_to_whoever_listens_on_the_port_and_know_where_they_were_going()
    {
        using var peers = new EpollRig();
        var capture = peers.Loop.Listen(new ListenOptions { Address = At("127.77.2.20", 0), ReusePort = false }, new Acceptor(_ => null), out _)!.LocalAddress;
        var destination = At("127.77.0.20", 3306);
        using var loop = new EpollEventLoop("test", new PodAddresses { Own = Own, Application = At("127.77.2.2", 0), Captures = [new CapturedAddress(At("127.77.2.21", capture.Port), 15001, destination)] });
        var server = new Recorder();
        var listener = loop.Listen(new ListenOptions { Address = At("0.0.0.0", 15001), ReusePort = false }, new Acceptor(_ => server), out var error);
        Assert.True(listener is not null, error);
        var client = new Recorder();
        loop.Connect(new ConnectOptions(At("127.77.2.21", capture.Port)), client);
        Run(loop, () => server.IsConnected || client.Closed is not null);
        Assert.True(server.Connection.TryGetOriginalDestination(out var original));
        Assert.Equal(destination, original);

        var direct = new Recorder();
        listener.Handler = new Acceptor(_ => direct);
        loop.Connect(new ConnectOptions(Own.WithPort(15001)), new Recorder());
        Run(loop, () => direct.IsConnected);
        Assert.False(direct.Connection.TryGetOriginalDestination(out _));
    }

    [Theory]
    [InlineData("127.0.0.6", "127.77.2.1:9080", "127.77.2.2:9080")]
    [InlineData("", "127.77.2.1:9080", "127.77.2.1:9080")]
    [InlineData("", "127.0.0.1:8080", "127.77.2.2:8080")]
    [InlineData("127.0.0.6", "127.77.3.1:9080", "127.77.3.1:9080")]
    public void Only_the_inbound_side_reaches_the_application(string source, string wanted, string real)
    {
        var pod = new PodAddresses { Own = Own, Application = At("127.77.2.2", 0) };
        Assert.True(NetAddress.TryParse(wanted, out var address));
        var options = new ConnectOptions(address) { Source = source.Length > 0 ? At(source, 0) : default };
        Assert.Equal(real, pod.Dial(options).Address.ToString());
    }

    [Fact]
    public void One_address_that_is_taken_fails_the_listener_and_leaves_none_open()
    {
        using var peers = new EpollRig();
        var taken = peers.Loop.Listen(new ListenOptions { Address = At("127.77.2.22", 0), ReusePort = false }, new Acceptor(_ => null), out _)!.LocalAddress;
        using var loop = new EpollEventLoop("test", new PodAddresses { Own = Own, Application = At("127.77.2.2", 0), Captures = [new CapturedAddress(taken, 15002, At("127.77.0.20", 80))] });
        Assert.Null(loop.Listen(new ListenOptions { Address = At("0.0.0.0", 15002), ReusePort = false }, new Acceptor(_ => null), out var error));
        Assert.Contains(taken.ToString(), error);
        Assert.NotNull(peers.Loop.Listen(new ListenOptions { Address = Own.WithPort(15002), ReusePort = false }, new Acceptor(_ => null), out _));
    }

    static NetAddress At(string ip, int port)
    {
        Assert.True(NetAddress.TryParse(ip, (ushort)port, out var address));
        return address;
    }

    static void Run(EpollEventLoop loop, Func<bool> done)
    {
        for (var turns = 0; !done(); turns++)
        {
            Assert.True(turns < 200, "nothing came in 10 seconds");
            loop.RunOnce(50);
        }
    }
}
