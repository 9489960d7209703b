using Lateen.Net.Simulation;

namespace Lateen.Net.Tests.Loops;

public sealed class SimulationTests
{
    [Fact]
    public void The_same_seed_gives_the_same_run_and_another_seed_another()
    {
        Assert.Equal(Trace(7), Trace(7));
        Assert.NotEqual(Trace(7), Trace(8));
    }

    [Fact]
    public void Every_seed_keeps_the_bytes_and_the_ends()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            using var rig = new SimulationRig(seed, new SimulationOptions { SplitReads = 0.9, SplitWrites = 0.9, SocketBufferBytes = 700 });
            var server = new Recorder { WhenReceived = static b => Math.Max(1, b.Length - 3) };
            server.WhenReadClosed = () => server.Connection.ShutdownWrite();
            var client = new Recorder();
            var listener = rig.PeerLoop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(_ => server), out _)!;
            var connection = rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), client);
            var all = Bytes.Pattern(5000, seed);
            connection.Write(all);
            connection.ShutdownWrite();
            rig.RunUntil(() => client.Closed is not null && server.Closed is not null);
            Assert.True(all.AsSpan().StartsWith(server.Received), $"seed {seed}");
            Assert.True(server.ReceivedCount >= all.Length - 3, $"seed {seed}");
            Assert.Equal(CloseKind.Completed, client.Closed!.Value.Kind);
        }
    }

    [Fact]
    public void A_year_passes_at_once()
    {
        using var simulation = new Simulation.Simulation(1);
        var loop = simulation.CreateLoop("one");
        var fired = false;
        loop.Schedule(new LoopTimer(() => fired = true), 365L * 86400 * 1_000_000_000);
        simulation.RunUntil(() => fired);
        Assert.Equal(365L * 86400 * 1_000_000_000, loop.Now);
    }

    [Fact]
    public void Redirected_connections_know_where_they_were_going()
    {
        using var simulation = new Simulation.Simulation(1);
        var pod = simulation.CreateLoop("pod", NetAddress.IPv4(0x0a000005, 0));
        var server = new Recorder();
        var outbound = NetAddress.Loopback(15001);
        var service = NetAddress.IPv4(0x0a600001, 9080);
        pod.Listen(new ListenOptions { Address = outbound }, new Acceptor(_ => server), out _);
        pod.Redirect = _ => outbound;
        var client = new Recorder();
        pod.Connect(new ConnectOptions(service), client);
        simulation.RunUntil(() => server.IsConnected && client.IsConnected);
        Assert.True(server.Connection.TryGetOriginalDestination(out var original));
        Assert.Equal(service, original);
        Assert.Equal(outbound, server.Connection.LocalAddress);
        Assert.Equal(service, client.Connection.RemoteAddress);
        Assert.Equal("10.0.0.5", server.Connection.RemoteAddress.IpText);
    }

    [Fact]
    public void Marked_connections_are_not_redirected()
    {
        using var simulation = new Simulation.Simulation(1);
        var pod = simulation.CreateLoop("pod");
        pod.Redirect = _ => NetAddress.Loopback(15001);
        var client = new Recorder();
        pod.Connect(new ConnectOptions(NetAddress.Loopback(80)) { Mark = 1337 }, client);
        simulation.RunUntil(() => client.Closed is not null);
        Assert.Equal(111, client.Closed!.Value.Errno);
    }

    [Fact]
    public void Faults_come_as_the_kernel_reports_them()
    {
        using var rig = new SimulationRig(1);
        var network = rig.Simulation.Network;
        var server = new Recorder();
        var acceptor = new Acceptor(_ => server);
        var listener = rig.PeerLoop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, acceptor, out _)!;
        var unreachable = new Recorder();
        network.ConnectFault = _ => 113;
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), unreachable);
        rig.RunUntil(() => unreachable.Closed is not null);
        Assert.Equal(new CloseReason(CloseKind.ConnectFailed, 113), unreachable.Closed);

        network.ConnectFault = null;
        network.AcceptFault = 24;
        var late = new Recorder();
        rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), late);
        rig.RunUntil(() => acceptor.Pauses.Count == 1);
        network.AcceptFault = 0;
        rig.RunUntil(() => late.IsConnected && server.IsConnected);

        network.Reset(listener.LocalAddress);
        rig.RunUntil(() => late.Closed is not null && server.Closed is not null);
        Assert.Equal(CloseKind.PeerReset, late.Closed!.Value.Kind);
    }

    [Fact]
    public void A_dropped_connection_attempt_waits_for_ever_and_can_be_aborted()
    {
        using var rig = new SimulationRig(1);
        rig.Simulation.Network.BlackHole = _ => true;
        var client = new Recorder();
        var connection = rig.Loop.Connect(new ConnectOptions(NetAddress.Loopback(80)), client);
        rig.Simulation.RunFor(TimeSpan.FromHours(1));
        Assert.Null(client.Closed);
        connection.Abort();
        rig.RunUntil(() => client.Closed is not null);
    }

    static string Trace(int seed)
    {
        using var rig = new SimulationRig(seed);
        var trace = new System.Text.StringBuilder();
        var server = new Recorder { WhenReceived = bytes => { trace.Append(bytes.Length).Append(' '); return bytes.Length; } };
        var listener = rig.PeerLoop.Listen(new ListenOptions { Address = NetAddress.Loopback(0) }, new Acceptor(_ => server), out _)!;
        var connection = rig.Loop.Connect(new ConnectOptions(listener.LocalAddress), new Recorder());
        connection.Write(Bytes.Pattern(100_000));
        connection.ShutdownWrite();
        rig.RunUntil(() => server.ReadClosed);
        return trace.Append(rig.Simulation.Now).ToString();
    }
}
