using System.Collections.Immutable;
using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Listeners;

namespace Lateen.Proxy.Tests.Runtime;

public sealed class ListenerTests
{
    static readonly NetAddress Service = NetAddress.IPv4(0x0a600001, 9080);

    [Fact]
    public void Redirected_connection_is_handed_to_the_listener_of_its_destination()
    {
        using var rig = new ProxyRig();
        rig.Clients.Redirect = _ => ProxyRig.Entry;
        rig.Serve(ProxyRig.Server(1));
        rig.Serve(ProxyRig.Server(2));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetCluster("other", ProxyRig.Server(2));
        SetVirtualOutbound(rig, "other");
        rig.SetListener(rig.TcpListener("service", Service, rig.TcpChain("a")) with { BindToPort = false });
        rig.SetListener(rig.TcpListener("port", NetAddress.IPv4(0, 9090), rig.TcpChain("a")) with { BindToPort = false });
        rig.Runtime.Start();

        rig.Connect(Service);
        rig.Connect(NetAddress.IPv4(0x0a600002, 9090));
        rig.Connect(NetAddress.IPv4(0x0a600002, 9091));
        rig.RunUntil(() => rig.Accepted.Count == 3);

        Assert.Equal((2, 1), (rig.Counter("cluster.a.upstream_cx_total"), rig.Counter("cluster.other.upstream_cx_total")));
        Assert.Equal(1, rig.Counter("listener.10.96.0.1_9080.downstream_cx_total"));
    }

    [Fact]
    public void Passthrough_goes_where_the_client_wanted_to_go()
    {
        using var rig = new ProxyRig();
        rig.Clients.Redirect = _ => ProxyRig.Entry;
        rig.Serve(ProxyRig.Server(7));
        rig.SetCluster(new ClusterConfig
        {
            Name = "PassthroughCluster",
            Discovery = new ClusterDiscovery.OriginalDestination(),
            LoadBalancer = ClusterProvidedFactory.Instance,
            SourceAddress = NetAddress.IPv4(0x7f000006, 0),
        });
        SetVirtualOutbound(rig, "PassthroughCluster");
        rig.Runtime.Start();
        var client = rig.Connect(ProxyRig.Server(7));
        rig.RunUntil(() => rig.Accepted is [{ IsConnected: true }]);

        Assert.Equal("127.0.0.6", rig.Accepted[0].Connection.RemoteAddress.IpText);
        Assert.Single(rig.Runtime.Workers[0].Context.Clusters.Find("PassthroughCluster")!.OriginalDestinationHosts);
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => rig.Limit.Count == 0);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(6));
        Assert.Empty(rig.Runtime.Workers[0].Context.Clusters.Find("PassthroughCluster")!.OriginalDestinationHosts);
    }

    [Fact]
    public void Connection_that_dialled_the_proxy_itself_has_no_destination_to_pass_on_to()
    {
        using var rig = new ProxyRig();
        rig.SetCluster(new ClusterConfig { Name = "p", Discovery = new ClusterDiscovery.OriginalDestination(), LoadBalancer = ClusterProvidedFactory.Instance });
        SetVirtualOutbound(rig, "p");
        rig.Runtime.Start();
        var client = rig.Connect();
        rig.RunUntil(() => client.Closed is not null);

        Assert.Equal(["UH - p"], rig.Log);
    }

    [Fact]
    public void Without_a_filter_chain_the_connection_is_closed_and_logged()
    {
        using var rig = new ProxyRig();
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a", match: new FilterChainMatch { DestinationPort = 1 })));
        rig.Runtime.Start();
        var client = rig.Connect();
        rig.RunUntil(() => client.Closed is not null);

        Assert.Equal(["NR filter_chain_not_found -"], rig.Log);
        Assert.Equal(1, rig.Counter("listener.127.0.0.1_15001.no_filter_chain_match"));
        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Bytes_that_a_listener_filter_peeked_at_reach_the_upstream()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a", match: new FilterChainMatch { ApplicationProtocols = ["GET"] })) with { ListenerFilters = [new WordSniffer()] });
        rig.Runtime.Start();
        var client = rig.Connect();
        client.Say("GE");
        rig.Simulation.RunFor(TimeSpan.FromSeconds(1));
        Assert.Empty(rig.Accepted);
        client.Say("T / and the rest");
        rig.RunUntil(() => rig.Accepted is [{ Heard: "GET / and the rest" }]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Client_that_says_all_and_ends_at_once_is_heard_through_a_listener_filter(int seed)
    {
        using var rig = new ProxyRig(seed: seed);
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a")) with { ListenerFilters = [new WordSniffer()] });
        rig.Runtime.Start();
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(1));
        var client = rig.Connect(peer: new Peer());
        client.Say("GET all of it");
        client.Connection.ShutdownWrite();
        rig.RunUntil(() => client.Closed is not null);

        Assert.Equal("GET all of it", rig.Accepted[0].Heard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Silent_client_is_served_or_closed_when_the_time_for_listener_filters_is_over(bool goOn)
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a")) with
        {
            ListenerFilters = [new WordSniffer()],
            ListenerFiltersTimeout = TimeSpan.FromSeconds(5),
            ContinueOnListenerFiltersTimeout = goOn,
        });
        rig.Runtime.Start();
        var client = rig.Connect();
        rig.RunUntil(() => goOn ? rig.Accepted.Count == 1 : client.Closed is not null);

        Assert.InRange(rig.Simulation.Now / 1e9, 5, 5.1);
        Assert.Equal(1, rig.Counter("listener.127.0.0.1_15001.downstream_pre_cx_timeout"));
    }

    [Fact]
    public void Client_that_leaves_before_its_filter_chain_leaves_nothing_behind()
    {
        using var rig = new ProxyRig();
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a")) with { ListenerFilters = [new WordSniffer()] });
        rig.Runtime.Start();
        var ended = rig.Connect();
        var reset = rig.Connect();
        rig.RunUntil(() => rig.Limit.Count == 2);
        ended.Connection.ShutdownWrite();
        reset.Connection.Abort();
        rig.RunUntil(() => rig.Limit.Count == 0);

        Assert.Equal(2, rig.Counter("listener.127.0.0.1_15001.downstream_listener_filter_remote_close"));
        Assert.Equal(0, rig.Gauge("listener.127.0.0.1_15001.downstream_pre_cx_active"));
        rig.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Limits_on_connections_are_the_same_with_any_number_of_workers(int workers)
    {
        using var rig = new ProxyRig(workers, connectionLimit: 30);
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster(new ClusterConfig { Name = "a", Discovery = new ClusterDiscovery.Eds("a"), DefaultThresholds = new CircuitBreakerThresholds { MaxConnections = 20 } }, ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a")) with { ConnectionLimit = 25 });
        rig.SetListener(rig.TcpListener("m", NetAddress.Loopback(15002), rig.TcpChain("a")));
        rig.Runtime.Start();
        rig.RunUntil(() => rig.Runtime.Workers.All(worker => worker.Listeners.ConnectionCount == 0) && rig.Simulation.Now >= 0);
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        var clients = Enumerable.Range(0, 100).Select(_ => rig.Connect()).ToList();
        rig.Simulation.RunFor(TimeSpan.FromSeconds(1));

        // The cluster takes 20, the others are closed; then the listener would take 5 more, and so on.
        Assert.Equal(20, rig.Gauge("cluster.a.upstream_cx_active"));
        Assert.Equal(20, clients.Count(client => client.Closed is null));
        Assert.Equal(20, rig.Accepted.Count);
        Assert.Equal(100, rig.Counter("listener.127.0.0.1_15001.downstream_cx_total") + rig.Counter("listener.127.0.0.1_15001.downstream_cx_overflow"));
        clients.ForEach(client => client.Connection.Abort());
        rig.RunUntil(() => rig.Limit.Count == 0);
        rig.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Connections_of_the_process_never_exceed_the_global_limit(int workers)
    {
        using var rig = new ProxyRig(workers, connectionLimit: 30);
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a")) with { ConnectionLimit = 25 });
        rig.SetListener(rig.TcpListener("m", NetAddress.Loopback(15002), rig.TcpChain("a")));
        rig.Runtime.Start();
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        var clients = Enumerable.Range(0, 50).Select(_ => rig.Connect()).Concat(Enumerable.Range(0, 50).Select(_ => rig.Connect(NetAddress.Loopback(15002)))).ToList();
        rig.Simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.Equal(30, clients.Count(client => client.Closed is null));
        Assert.InRange(rig.Gauge("listener.127.0.0.1_15001.downstream_cx_active"), 5, 25);
        Assert.Equal(70, rig.Counter("listener.127.0.0.1_15001.downstream_cx_overflow") + rig.Counter("listener.127.0.0.1_15001.downstream_global_cx_overflow")
            + rig.Counter("listener.127.0.0.1_15002.downstream_global_cx_overflow"));
    }

    [Fact]
    public void Update_drains_only_connections_whose_filter_chain_changed()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("a", ProxyRig.Server(1));
        var kept = rig.TcpChain("a", match: new FilterChainMatch { Sources = [Loopback()] });
        var changed = rig.TcpChain("a", match: new FilterChainMatch { SourcePorts = [5000] });
        var listener = rig.TcpListener("l", ProxyRig.Entry, kept, changed);
        rig.SetListener(listener);
        rig.Runtime.Start();
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        var staying = rig.Connect();
        var leaving = new Peer { EndsWithPeer = true };
        leaving.Connection = rig.Clients.Connect(new ConnectOptions(ProxyRig.Entry) { Source = NetAddress.IPv4(0x0b000001, 5000) }, leaving);
        rig.RunUntil(() => rig.Accepted.Count == 2);

        rig.SetListener(listener with { FilterChains = ProxyRig.Matcher(kept, rig.TcpChain("a", match: new FilterChainMatch { SourcePorts = [5000] })) });
        rig.Simulation.RunFor(TimeSpan.FromSeconds(44));
        Assert.Null(leaving.Closed);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(2));

        Assert.NotNull(leaving.Closed);
        Assert.Null(staying.Closed);
        staying.Say("undisturbed");
        rig.RunUntil(() => rig.Accepted.Any(peer => peer.Heard == "undisturbed"));
        rig.Connect();
        rig.RunUntil(() => rig.Accepted.Count == 3);
    }

    [Fact]
    public void Removed_listener_refuses_new_connections_and_drains_the_others()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a")));
        rig.Runtime.Start();
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        var old = rig.Connect();
        rig.RunUntil(() => rig.Accepted.Count == 1);
        rig.Runtime.RemoveListener("l");
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        var refused = rig.Connect();
        rig.RunUntil(() => refused.Closed is not null);

        Assert.Equal(CloseKind.ConnectFailed, refused.Closed!.Value.Kind);
        Assert.Null(old.Closed);
        rig.RunUntil(() => old.Closed is not null);
        rig.AssertNothingIsLeft();
    }

    [Fact]
    public void Taken_port_is_an_answer_and_the_former_listener_stays()
    {
        using var rig = new ProxyRig();
        var taken = NetAddress.Loopback(15009);
        Assert.NotNull(rig.Servers.Listen(new ListenOptions { Address = taken, ReusePort = false }, new Deaf(), out _));

        var error = rig.Runtime.SetListener(rig.TcpListener("l", taken, rig.TcpChain("a")));

        Assert.Equal("error adding listener: 'l': cannot listen on 127.0.0.1:15009: Address already in use", error);
        Assert.Empty(rig.Runtime.Snapshot.Listeners);
    }

    [Fact]
    public void Two_listeners_may_not_claim_one_address()
    {
        using var rig = new ProxyRig();
        rig.SetListener(rig.TcpListener("first", ProxyRig.Entry, rig.TcpChain("a")));

        Assert.Equal(
            "error adding listener: 'second' has duplicate address '127.0.0.1:15001' as existing listener 'first'",
            rig.Runtime.SetListener(rig.TcpListener("second", ProxyRig.Entry, rig.TcpChain("a"))));
    }

    [Fact]
    public void Exhausted_descriptors_pause_accepting_and_connections_wait()
    {
        using var rig = new ProxyRig();
        rig.Serve(ProxyRig.Server(1));
        rig.SetCluster("a", ProxyRig.Server(1));
        rig.SetListener(rig.TcpListener("l", ProxyRig.Entry, rig.TcpChain("a")));
        rig.Runtime.Start();
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        rig.Simulation.Network.AcceptFault = 24;
        var client = rig.Connect();
        rig.Simulation.RunFor(TimeSpan.FromSeconds(3));
        // Tried again every 100 ms, no more.
        Assert.InRange(rig.Counter("server.accept_paused"), 1, 31);
        rig.Simulation.Network.AcceptFault = 0;
        rig.RunUntil(() => rig.Accepted.Count == 1);

        Assert.Null(client.Closed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Thousand_pushes_under_a_hundred_open_streams_break_none_and_leave_nothing(int workers)
    {
        using var rig = new ProxyRig(workers);
        rig.Serve(ProxyRig.Server(1), () => new Peer { Echoes = true, EndsWithPeer = true });
        rig.SetCluster("a", ProxyRig.Server(1));
        var chain = rig.TcpChain("a");
        var listener = rig.TcpListener("l", ProxyRig.Entry, chain);
        rig.SetListener(listener);
        rig.Runtime.Start();
        rig.Simulation.RunFor(TimeSpan.FromMilliseconds(10));
        var clients = Enumerable.Range(0, 100).Select(_ => rig.Connect()).ToList();
        rig.RunUntil(() => rig.Accepted.Count == 100);

        for (var push = 0; push < 1000; push++)
        {
            rig.SetListener(listener with { FilterChains = ProxyRig.Matcher(chain, rig.TcpChain("a", match: new FilterChainMatch { DestinationPort = push + 1 })) });
            rig.SetCluster($"extra-{push % 10}", ProxyRig.Server(push % 7));
            rig.Runtime.SetEndpoints("a", ProxyRig.Endpoints(ProxyRig.Server(1), ProxyRig.Server(2 + (push % 3))));
            if (push % 10 == 9) rig.Runtime.RemoveCluster($"extra-{push % 10}");
            clients[push % 100].Say($"{push},");
            rig.Simulation.RunFor(TimeSpan.FromMilliseconds(5));
        }
        for (var i = 0; i < clients.Count; i++)
        {
            var expected = string.Concat(Enumerable.Range(0, 10).Select(round => $"{(round * 100) + i},"));
            var client = clients[i];
            rig.RunUntil(() => client.Heard == expected);
        }
        clients.ForEach(client => client.Connection.ShutdownWrite());
        rig.RunUntil(() => clients.TrueForAll(client => client.Closed is not null) && rig.Limit.Count == 0);
        rig.Simulation.RunFor(TimeSpan.FromSeconds(10));

        Assert.All(clients, client => Assert.Equal(CloseKind.Completed, client.Closed!.Value.Kind));
        rig.AssertNothingIsLeft();
        Assert.Equal(0, rig.Runtime.RetiredCount);
    }

    static void SetVirtualOutbound(ProxyRig rig, string cluster) =>
        rig.SetListener(rig.TcpListener("virtualOutbound", ProxyRig.Entry, rig.TcpChain(cluster)) with { UseOriginalDestination = true });

    static Cidr Loopback()
    {
        Assert.True(Cidr.TryParse("127.0.0.0/8", out var range));
        return range;
    }

    sealed class Deaf : IAcceptHandler
    {
        public IConnectionHandler? OnAccepted(IConnection connection) => null;

        public void OnAcceptPaused(int errno)
        {
        }
    }

    /// <summary>Takes the first word of the client for its application protocol.</summary>
    sealed class WordSniffer : IListenerFilterConfig, IListenerFilter
    {
        public string Name => "word";

        public PortPredicate? DisabledFor => null;

        public IListenerFilter Create() => this;

        public ListenerFilterStatus OnAccepted(ListenerFilterContext context) => ListenerFilterStatus.NeedData;

        public ListenerFilterStatus OnData(ListenerFilterContext context, ReadOnlySpan<byte> peeked)
        {
            var space = peeked.IndexOf((byte)' ');
            if (space < 0) return ListenerFilterStatus.NeedData;
            context.Facts.ApplicationProtocols = [System.Text.Encoding.ASCII.GetString(peeked[..space])];
            return ListenerFilterStatus.Continue;
        }
    }
}
