using Lateen.Net;
using Lateen.Net.Simulation;
using Lateen.Proxy.Clusters;

namespace Lateen.Proxy.Tests.Clusters;

public sealed class WatchedEndpointsTests : IDisposable
{
    readonly Simulation simulation = new(1);
    readonly SimulatedEventLoop main;
    readonly FakeResolver resolver;
    readonly List<string> changes = [];

    public WatchedEndpointsTests()
    {
        main = simulation.CreateLoop("main");
        resolver = new FakeResolver(main);
    }

    [Fact]
    public void Every_address_of_every_name_is_a_host_of_its_locality()
    {
        resolver.Answers["a.example"] = Good("10.0.0.1", "10.0.0.2");
        resolver.Answers["b.example"] = Good("10.0.0.3");
        Watch(new ClusterDiscovery.Dns(Names(("a.example", 80), ("b.example", 81), ("192.0.2.1", 82)), Logical: false));

        Assert.Equal(["10.0.0.1:80(a.example) 10.0.0.2:80(a.example) 10.0.0.3:81(b.example) 192.0.2.1:82()"], changes);
    }

    [Fact]
    public void A_logical_host_has_the_newest_first_address()
    {
        resolver.Answers["a.example"] = Good("10.0.0.1", "10.0.0.2");
        Watch(new ClusterDiscovery.Dns(Names(("a.example", 80)), Logical: true));
        resolver.Answers["a.example"] = Good("10.0.0.2", "10.0.0.1");
        simulation.RunFor(TimeSpan.FromSeconds(5.1));

        Assert.Equal(["10.0.0.1:80(a.example)", "10.0.0.2:80(a.example)"], changes);
    }

    [Fact]
    public void Names_are_asked_again_at_the_refresh_rate_and_only_changes_are_told()
    {
        resolver.Answers["a.example"] = Good("10.0.0.1");
        Watch(new ClusterDiscovery.Dns(Names(("a.example", 80)), Logical: false) { RefreshRate = TimeSpan.FromSeconds(60) });
        simulation.RunFor(TimeSpan.FromSeconds(59));
        Assert.Single(resolver.Asked);
        simulation.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal(2, resolver.Asked.Count);
        Assert.Single(changes);
    }

    [Fact]
    public void A_time_to_live_replaces_the_refresh_rate_where_it_is_respected()
    {
        resolver.Answers["a.example"] = Good("10.0.0.1") with { TimeToLive = TimeSpan.Zero };
        Watch(new ClusterDiscovery.Dns(Names(("a.example", 80)), Logical: false) { RefreshRate = TimeSpan.FromSeconds(60), RespectTimeToLive = true });
        simulation.RunFor(TimeSpan.FromSeconds(10.5));

        // Never more often than once a second, whatever the record says.
        Assert.Equal(11, resolver.Asked.Count);
    }

    [Fact]
    public void A_failure_keeps_the_hosts_and_an_empty_answer_takes_them_away()
    {
        resolver.Answers["a.example"] = Good("10.0.0.1");
        Watch(new ClusterDiscovery.Dns(Names(("a.example", 80)), Logical: false));
        resolver.Answers["a.example"] = new NameAnswer([], null, "server failure");
        simulation.RunFor(TimeSpan.FromSeconds(20));
        Assert.Single(changes);
        resolver.Answers["a.example"] = Good();
        simulation.RunFor(TimeSpan.FromSeconds(6));

        Assert.Equal(["10.0.0.1:80(a.example)", ""], changes);
    }

    [Fact]
    public void Failures_are_asked_again_with_growing_pauses_up_to_the_most()
    {
        resolver.Answers["a.example"] = new NameAnswer([], null, "no such name");
        Watch(new ClusterDiscovery.Dns(Names(("a.example", 80)), Logical: false) { FailureRefresh = new FailureRefresh(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(8)) });
        simulation.RunFor(TimeSpan.FromSeconds(400));

        // Full jitter: 4 s on average once the most is reached.
        Assert.InRange(resolver.Asked.Count, 70, 150);
    }

    [Fact]
    public void A_name_that_fails_holds_up_the_others_only_until_it_was_answered()
    {
        resolver.Answers["a.example"] = Good("10.0.0.1");
        resolver.Answers["b.example"] = new NameAnswer([], null, "no such name");
        Watch(new ClusterDiscovery.Dns(Names(("a.example", 80), ("b.example", 80)), Logical: false));

        Assert.Equal(["10.0.0.1:80(a.example)"], changes);
    }

    [Theory]
    [InlineData(LookupFamily.Auto, "[2001:db8::1]:80")]
    [InlineData(LookupFamily.IPv4Only, "10.0.0.1:80")]
    [InlineData(LookupFamily.IPv6Only, "[2001:db8::1]:80")]
    [InlineData(LookupFamily.IPv4Preferred, "10.0.0.1:80")]
    [InlineData(LookupFamily.All, "10.0.0.1:80 [2001:db8::1]:80")]
    public void The_family_chooses_among_a_names_addresses(LookupFamily family, string expected)
    {
        resolver.Answers["a.example"] = Good("10.0.0.1", "2001:db8::1");
        Watch(new ClusterDiscovery.Dns(Names(("a.example", 80)), Logical: false) { Family = family });

        Assert.Equal(expected, changes.Single().Replace("(a.example)", "", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_asked_or_told_after_the_stop()
    {
        resolver.Answers["a.example"] = Good("10.0.0.1");
        var watched = new NameWatcher(resolver, main, new SeededRandom(1)).Watch(new ClusterDiscovery.Dns(Names(("a.example", 80)), Logical: false), _ => changes.Add("?"));
        watched.Stop();
        simulation.RunFor(TimeSpan.FromSeconds(60));

        Assert.Single(resolver.Asked);
        Assert.Empty(changes);
    }

    public void Dispose() => simulation.Dispose();

    void Watch(ClusterDiscovery.Dns discovery)
    {
        new NameWatcher(resolver, main, new SeededRandom(1)).Watch(discovery, endpoints => changes.Add(Text(endpoints)));
        simulation.RunFor(TimeSpan.FromMilliseconds(1));
    }

    static string Text(EndpointsConfig endpoints) =>
        string.Join(' ', endpoints.Localities.SelectMany(locality => locality.Endpoints).Select(endpoint => $"{endpoint.Address}({endpoint.Hostname})"));

    static NameAnswer Good(params string[] addresses) => new([.. addresses.Select(text => Address(text, 0))]);

    static NetAddress Address(string text, int port) => NetAddress.TryParse(text, (ushort)port, out var address) ? address : throw new FormatException(text);

    static EndpointsConfig Names(params (string Name, int Port)[] names) => new()
    {
        Localities =
        [
            .. names.Select(entry => new LocalityEndpoints
            {
                Endpoints =
                [
                    NetAddress.TryParse(entry.Name, (ushort)entry.Port, out var address)
                        ? new EndpointConfig { Address = address }
                        : new EndpointConfig { Address = NetAddress.IPv4(0, (ushort)entry.Port), DnsName = entry.Name },
                ],
            }),
        ],
    };

    sealed class FakeResolver(IEventLoop main) : INameResolver
    {
        public Dictionary<string, NameAnswer> Answers { get; } = [];

        public List<string> Asked { get; } = [];

        public void Resolve(string name, Action<NameAnswer> answered)
        {
            Asked.Add(name);
            main.Post(_ => answered(Answers[name]), null);
        }
    }
}
