using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Lateen.Net;
using Lateen.Net.Simulation;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Config.Tests.Fakes;
using Lateen.Proxy.Config.Warming;
using Endpoint = Envoy.Config.Endpoint.V3.Endpoint;
using ProtoCluster = Envoy.Config.Cluster.V3.Cluster;

namespace Lateen.Proxy.Config.Tests.Warming;

public sealed class DnsClusterTests
{
    readonly Simulation simulation = new(1);
    readonly FakeSubscriptions ads = new();
    readonly FakeTarget target = new();
    readonly FakeResolver resolver = new();
    readonly DynamicConfiguration configuration;

    public DnsClusterTests()
    {
        var main = simulation.CreateLoop("main");
        configuration = new DynamicConfiguration(
            ads, new FakeSubscriptions(), main, target, Reading.Stats(), Reading.AccessLogs(), Reading.Node, new NameWatcher(resolver, main, new SeededRandom(1)));
    }

    [Fact]
    public void A_cluster_waits_for_its_names_and_follows_them()
    {
        configuration.Start();
        Assert.Null(ads.Deliver(("d", Cluster("d"))));
        Assert.Empty(target.Calls);
        resolver.Answer("10.0.0.1", "10.0.0.2");
        Assert.Equal(["cluster d (2 endpoints)"], target.Calls);
        simulation.RunFor(TimeSpan.FromSeconds(6));
        resolver.Answer("10.0.0.1");
        Assert.Equal(["cluster d (2 endpoints)", "endpoints d (1)"], target.Calls);
    }

    [Fact]
    public void A_replaced_cluster_is_asked_for_no_more()
    {
        configuration.Start();
        Assert.Null(ads.Deliver(("d", Cluster("d"))));
        resolver.Answer("10.0.0.1");
        var changed = Cluster("d");
        changed.ConnectTimeout = new() { Seconds = 7 };
        Assert.Null(ads.Deliver(("d", changed)));
        resolver.Answer("10.0.0.1");
        target.Calls.Clear();
        simulation.RunFor(TimeSpan.FromSeconds(6));

        Assert.Equal(1, resolver.Waiting);
    }

    [Fact]
    public void A_static_bootstrap_starts_when_its_names_were_answered()
    {
        Assert.Empty(configuration.AddStatic([Cluster("d")], []));
        configuration.StartStatic();
        Assert.False(configuration.IsReady);
        resolver.Answer();
        Assert.True(configuration.IsReady);
        Assert.Equal(["cluster d (0 endpoints)", "start"], target.Calls);
    }

    static ProtoCluster Cluster(string name) => new()
    {
        Name = name,
        Type = ProtoCluster.Types.DiscoveryType.StrictDns,
        LoadAssignment = new ClusterLoadAssignment
        {
            ClusterName = name,
            Endpoints =
            {
                new LocalityLbEndpoints
                {
                    LbEndpoints = { new LbEndpoint { Endpoint = new Endpoint { Address = new Address { SocketAddress = new SocketAddress { Address = "a.example", PortValue = 80 } } } } },
                },
            },
        },
    };

    sealed class FakeResolver : INameResolver
    {
        readonly List<Action<NameAnswer>> waiting = [];

        public int Waiting => waiting.Count;

        public void Resolve(string name, Action<NameAnswer> answered) => waiting.Add(answered);

        public void Answer(params string[] addresses)
        {
            var answer = new NameAnswer([.. addresses.Select(text => NetAddress.From(System.Net.IPAddress.Parse(text), 0))]);
            var asked = waiting.ToArray();
            waiting.Clear();
            foreach (var answered in asked) answered(answer);
        }
    }
}
