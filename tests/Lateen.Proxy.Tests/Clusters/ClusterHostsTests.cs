using System.Collections.Frozen;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Tests.Clusters;

public sealed class ClusterHostsTests
{
    static readonly UpstreamTlsConfig Tls = new() { Common = new TlsConfig() };

    readonly StatsRegistry registry = new(StatsInclusion.All, StatTagNames.Istio);

    [Fact]
    public void Host_keeps_its_identity_while_its_weight_and_health_change()
    {
        var hosts = new ClusterHosts(Cluster());
        var before = Assert.Single(hosts.Apply(Endpoints(Endpoint(1))).Hosts);
        var after = Assert.Single(hosts.Apply(Endpoints(Endpoint(1) with { Weight = 5, Health = EndpointHealth.Degraded })).Hosts);

        Assert.Same(before.Host, after.Host);
        Assert.Equal((5u, HostHealth.Degraded), (after.Endpoint.Weight, after.Health));
    }

    [Fact]
    public void Priorities_keep_their_numbers_across_a_gap()
    {
        var hosts = new ClusterHosts(Cluster());
        var snapshot = hosts.Apply(new EndpointsConfig
        {
            Localities = [new LocalityEndpoints { Priority = 2, Endpoints = [Endpoint(2)] }, new LocalityEndpoints { Endpoints = [Endpoint(1)] }],
        });

        Assert.Equal([1, 0, 1], snapshot.Priorities.Select(priority => priority.Hosts.Length));
    }

    [Theory]
    [InlineData("istio", "tlsMode-istio", true)]
    [InlineData("", "tlsMode-disabled", false)]
    [InlineData("other", "tlsMode-disabled", false)]
    public void Transport_socket_follows_the_endpoints_metadata(string tlsMode, string expected, bool tls)
    {
        var cluster = Cluster(config => config with
        {
            TransportSocketMatches =
            [
                new TransportSocketMatch("tlsMode-istio", Struct("tlsMode", "istio"), Tls),
                new TransportSocketMatch("tlsMode-disabled", MetadataValue.StructValue.Empty, RawBufferConfig.Instance),
            ],
        });
        var endpoint = Endpoint(1) with
        {
            Metadata = tlsMode.Length == 0
                ? Metadata.Empty
                : new Metadata(new Dictionary<string, MetadataValue.StructValue> { ["envoy.transport_socket_match"] = Struct("tlsMode", tlsMode) }.ToFrozenDictionary()),
        };
        var host = Assert.Single(new ClusterHosts(cluster).Apply(Endpoints(endpoint)).Hosts);

        Assert.Equal((expected, tls), (host.TransportSocketName, host.TransportSocket == (TransportSocketConfig)Tls));
    }

    [Fact]
    public void Locality_weights_are_shared_and_a_locality_without_weight_gets_nothing()
    {
        var cluster = Cluster(config => config with { LocalityWeighted = true });
        var snapshot = new ClusterHosts(cluster).Apply(new EndpointsConfig
        {
            Localities =
            [
                new LocalityEndpoints { Weight = 3, Endpoints = [Endpoint(1)] },
                new LocalityEndpoints { Weight = 1, Endpoints = [Endpoint(2), Endpoint(3)] },
                new LocalityEndpoints { Endpoints = [Endpoint(4)] },
            ],
        });
        var picker = new ClusterPicker(snapshot, new SeededRandom(5));
        var counts = Enumerable.Range(0, 4000).GroupBy(_ => picker.Pick(default, out bool _)!.Host.Address.IPv4Bits & 0xff).ToDictionary(group => (int)group.Key, group => group.Count());

        Assert.InRange(counts[1], 2990, 3010);
        Assert.False(counts.ContainsKey(4));
    }

    [Fact]
    public void Unhealthy_hosts_get_traffic_only_in_panic()
    {
        var endpoints = Endpoints(Endpoint(1), Endpoint(2), Endpoint(3) with { Health = EndpointHealth.Unhealthy });
        var picker = new ClusterPicker(new ClusterHosts(Cluster()).Apply(endpoints), new SeededRandom(5));
        Assert.DoesNotContain(3u, Enumerable.Range(0, 1000).Select(_ => picker.Pick(default, out bool _)!.Host.Address.IPv4Bits & 0xff));

        var panicking = Endpoints(Endpoint(1), Endpoint(2) with { Health = EndpointHealth.Draining }, Endpoint(3) with { Health = EndpointHealth.Unhealthy });
        picker = new ClusterPicker(new ClusterHosts(Cluster()).Apply(panicking), new SeededRandom(5));
        Assert.Contains(3u, Enumerable.Range(0, 1000).Select(_ => picker.Pick(default, out var panic)!.Host.Address.IPv4Bits & (panic ? 0xffu : 0)));
    }

    Cluster Cluster(Func<ClusterConfig, ClusterConfig>? change = null)
    {
        var config = new ClusterConfig { Name = "c", Discovery = new ClusterDiscovery.Eds("c") };
        return new Cluster(change is null ? config : change(config), registry);
    }

    static EndpointsConfig Endpoints(params EndpointConfig[] endpoints) => new() { Localities = [new LocalityEndpoints { Endpoints = [.. endpoints] }] };

    static EndpointConfig Endpoint(int number) => new() { Address = NetAddress.IPv4(0x0a000000 + (uint)number, 80) };

    static MetadataValue.StructValue Struct(string key, string value) =>
        new(new Dictionary<string, MetadataValue> { [key] = new MetadataValue.StringValue(value) }.ToFrozenDictionary());
}
