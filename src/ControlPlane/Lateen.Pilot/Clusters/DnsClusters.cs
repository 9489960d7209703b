using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Extensions.Clusters.DynamicForwardProxy.V3;
using Envoy.Extensions.Common.DynamicForwardProxy.V3;
using Envoy.Extensions.Network.DnsResolver.Cares.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Clusters;

/// <summary>Clusters whose hosts the proxy asks DNS for.</summary>
static class DnsClusters
{
    const string Resolver = "envoy.network.dns_resolver.cares", DynamicType = "envoy.clusters.dynamic_forward_proxy";
    const uint QueriesPerSocket = 100;

    static readonly Duration Jitter = new() { Nanos = 100_000_000 };

    /// <summary>Writes the names to resolve. False when there are none: such a cluster could never have a host.</summary>
    public static bool Apply(Cluster cluster, Service service, ServicePort port, MeshOptions mesh, IEnumerable<LocalityLbEndpoints> groups, Emitter emitter)
    {
        var assignment = new ClusterLoadAssignment { ClusterName = cluster.Name };
        assignment.Endpoints.AddRange(groups);
        if (assignment.Endpoints.Count == 0)
            return false;
        cluster.Type = service.Resolution == Resolution.Dns ? Cluster.Types.DiscoveryType.StrictDns : Cluster.Types.DiscoveryType.LogicalDns;
        cluster.LoadAssignment = emitter.Emit(assignment, service.At(port));
        cluster.DnsLookupFamily = Cluster.Types.DnsLookupFamily.V4Only;
#pragma warning disable CS0612 // Istio's proxies of every age know these, and not all know their successor.
        cluster.DnsRefreshRate = mesh.DnsRefreshRate;
        cluster.RespectDnsTtl = true;
        cluster.DnsJitter = Jitter;
#pragma warning restore CS0612
        cluster.TypedDnsResolverConfig = Cares();
        return true;
    }

    /// <summary>The host of each request is resolved when it comes.</summary>
    public static void ApplyDynamic(Cluster cluster, Service service, MeshOptions mesh) => cluster.ClusterType = new Cluster.Types.CustomClusterType
    {
        Name = DynamicType, TypedConfig = Any.Pack(new ClusterConfig { DnsCacheConfig = Cache(service, mesh) }),
    };

    /// <summary>The cache that the cluster and the filter in front of it share.</summary>
    public static DnsCacheConfig Cache(Service service, MeshOptions mesh) => new()
    {
        Name = $"{service.Host}_dfp_dns_cache", DnsLookupFamily = Cluster.Types.DnsLookupFamily.V4Only, DnsRefreshRate = mesh.DnsRefreshRate,
        TypedDnsResolverConfig = Cares(),
    };

    static TypedExtensionConfig Cares() =>
        new() { Name = Resolver, TypedConfig = Any.Pack(new CaresDnsResolverConfig { UdpMaxQueries = QueriesPerSocket }) };
}
