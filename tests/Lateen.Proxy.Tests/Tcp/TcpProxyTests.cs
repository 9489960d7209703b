using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Tests.Runtime;

namespace Lateen.Proxy.Tests.Tcp;

public sealed class TcpProxyTests
{
    [Fact]
    public void Bytes_pass_both_ways_and_each_direction_ends_on_its_own()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1), () => new Peer());
        Start(rig, "a", ProxyRig.Server(1));
        var client = rig.Connect(peer: new Peer());
        client.Connection.Write("hello"u8);
        rig.RunUntil(() => rig.Accepted.Count == 1 && rig.Accepted[0].Heard == "hello");

        client.Connection.ShutdownWrite();
        rig.RunUntil(() => rig.Accepted[0].SawEnd);
        Assert.False(client.SawEnd);

        rig.Accepted[0].Say("late answer");
        rig.RunUntil(() => client.Heard == "late answer");
        rig.Accepted[0].Connection.ShutdownWrite();
        rig.RunUntil(() => client.Closed is not null && rig.Limit.Count == 0);

        Assert.Equal(CloseKind.Completed, client.Closed!.Value.Kind);
        rig.AssertNothingIsLeft();
        Assert.Equal(["- - a"], rig.Log);
    }

    [Fact]
    public void Server_may_end_first_while_the_client_goes_on()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1), () => new Peer());
        Start(rig, "a", ProxyRig.Server(1));
        var client = rig.Connect(peer: new Peer());
        rig.RunUntil(() => rig.Accepted is [{ IsConnected: true }]);
        rig.Accepted[0].Connection.ShutdownWrite();
        rig.RunUntil(() => client.SawEnd);

        client.Say("still here");
        rig.RunUntil(() => rig.Accepted[0].Heard == "still here");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Much_more_than_the_buffers_hold_arrives_whole_and_in_order(int seed)
    {
        using var rig = new ProxyRig(seed: seed);
        rig.Serve(ProxyRig.Server(1), () => new Peer { Echoes = true, EndsWithPeer = true });
        Start(rig, "a", ProxyRig.Server(1));
        var client = rig.Connect();
        var text = string.Concat(Enumerable.Range(0, 100_000).Select(number => $"{number},"));
        client.Say(text);
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => client.Closed is not null);

        Assert.Equal(text, client.Heard);
        rig.RunUntil(() => rig.Limit.Count == 0);
        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Slow_receiver_slows_the_sender_and_memory_stays_bounded()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1), () => new Peer { CountsOnly = true });
        Start(rig, "a", ProxyRig.Server(1));
        var client = rig.Connect();
        rig.RunUntil(() => rig.Accepted is [{ IsConnected: true }]);
        rig.Accepted[0].Connection.PauseReading();
        var chunk = new byte[8 << 20];
        client.Connection.Write(chunk);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(5));

        // Limit of 1 MiB in the proxy, and what two sockets hold.
        Assert.InRange(client.Connection.PendingBytes, 6 << 20, 8 << 20);
        rig.Accepted[0].Connection.ResumeReading();
        rig.RunUntil(() => rig.Accepted[0].HeardBytes == chunk.Length);
    }

    [Fact]
    public void Refused_connection_is_tried_again_up_to_the_limit_and_then_closes_the_client()
    {
        using var rig = new ProxyRig();
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a", proxy => proxy with { MaxConnectAttempts = 3 })));
        rig.Runtime.Start();
        var client = rig.Connect();
        rig.RunUntil(() => client.Closed is not null);

        Assert.Equal(3, rig.Counter("cluster.a.upstream_cx_connect_fail"));
        Assert.Equal(1, rig.Counter("cluster.a.upstream_cx_connect_attempts_exceeded"));
        Assert.Equal(["UF,URX - a"], rig.Log);
        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Unanswered_connect_ends_with_the_clusters_timeout()
    {
        using var rig = new ProxyRig();
        rig.Simulation.Network.BlackHole = address => address == ProxyRig.Server(1);
        rig.SetCluster(new ClusterConfig { Name = "a", Discovery = new ClusterDiscovery.Eds("a"), ConnectTimeout = TimeSpan.FromSeconds(10) }, ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a")));
        rig.Runtime.Start();
        var client = rig.Connect();
        rig.RunUntil(() => client.Closed is not null);

        Assert.InRange(rig.Simulation.Now / 1e9, 10, 10.1);
        Assert.Equal(1, rig.Counter("cluster.a.upstream_cx_connect_timeout"));
        rig.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("none", "NC - none")]
    [InlineData("empty", "UH - empty")]
    [InlineData("full", "UO - full")]
    public void Refusal_has_envoys_flag(string cluster, string log)
    {
        using var rig = new ProxyRig();
        rig.SetCluster("empty");
        rig.SetCluster(
            new ClusterConfig { Name = "full", Discovery = new ClusterDiscovery.Eds("full"), DefaultThresholds = new CircuitBreakerThresholds { MaxConnections = 0 } }, ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain(cluster)));
        rig.Runtime.Start();
        var client = rig.Connect();
        rig.RunUntil(() => client.Closed is not null);

        Assert.Equal([log], rig.Log);
        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Idle_connection_is_closed_and_a_busy_one_is_not()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a", proxy => proxy with { IdleTimeout = TimeSpan.FromSeconds(60) })));
        rig.Runtime.Start();
        var busy = rig.Connect();
        var idle = rig.Connect();
        for (var i = 0; i < 4; i++)
        {
            busy.Say("x");
            rig.Simulation.RunFor(TimeSpan.FromSeconds(30));
        }

        Assert.NotNull(idle.Closed);
        Assert.Null(busy.Closed);
    }

    [Fact]
    public void Reset_of_either_end_leaves_nothing_behind()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        Start(rig, "a", ProxyRig.Server(1));
        var first = rig.Connect();
        var second = rig.Connect();
        rig.RunUntil(() => rig.Accepted.Count == 2 && rig.Accepted.All(peer => peer.IsConnected));
        first.Connection.Abort();
        rig.Accepted[1].Connection.Abort();
        rig.RunUntil(() => second.Closed is not null && rig.Limit.Count == 0 && rig.Accepted.All(peer => peer.Closed is not null));

        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Client_that_leaves_during_the_connect_takes_the_attempt_with_it()
    {
        using var rig = new ProxyRig();
        rig.Simulation.Network.BlackHole = address => address == ProxyRig.Server(1);
        Start(rig, "a", ProxyRig.Server(1));
        var client = rig.Connect();
        rig.RunUntil(() => client.IsConnected && rig.Runtime.Snapshot.Clusters["a"].Hosts.Single().Host.ActiveConnections.Value == 1);
        client.Connection.Abort();
        rig.RunUntil(() => rig.Limit.Count == 0);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(1));

        rig.AssertNothingIsLeft();
        Assert.Equal(["DC - a"], rig.Log);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Everything_said_before_the_end_arrives_though_the_end_came_during_the_connect(int seed)
    {
        using var rig = new ProxyRig(seed: seed);
        rig.Serve(ProxyRig.Server(1));
        Start(rig, "a", ProxyRig.Server(1));
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(1));
        var client = rig.Connect(peer: new Peer());
        client.Say("all at once");
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => client.Closed is not null && rig.Limit.Count == 0);

        Assert.Equal("all at once", rig.Accepted[0].Heard);
        Assert.Equal(CloseKind.Completed, client.Closed!.Value.Kind);
    }

    [Fact]
    public void Client_that_takes_nothing_is_cut_off_after_its_server_has_gone()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a", proxy => proxy with { IdleTimeout = TimeSpan.FromSeconds(60) })));
        rig.Runtime.Start();
        var client = rig.Connect();
        rig.RunUntil(() => rig.Accepted is [{ IsConnected: true }]);
        client.Connection.PauseReading();
        rig.Accepted[0].Connection.Write(new byte[500_000]);
        rig.Accepted[0].Connection.Close();
        rig.Simulation.RunFor(TimeSpan.FromSeconds(50));
        Assert.Equal(1, rig.Limit.Count);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(80));

        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Weighted_clusters_split_connections()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        rig.Serve(ProxyRig.Server(2));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetCluster("b", ProxyRig.Server(2));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a", proxy => proxy with { Cluster = new ClusterSpecifier.Weighted([new("a", 80), new("b", 20)]) })));
        rig.Runtime.Start();
        for (var i = 0; i < 1000; i++) rig.Connect();
        rig.RunUntil(() => rig.Accepted.Count == 1000);

        Assert.InRange(rig.Counter("cluster.b.upstream_cx_total"), 160, 240);
    }

    static void Start(ProxyRig rig, string cluster, params NetAddress[] hosts)
    {
        rig.SetCluster(cluster, hosts);
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain(cluster)));
        rig.Runtime.Start();
    }
}
