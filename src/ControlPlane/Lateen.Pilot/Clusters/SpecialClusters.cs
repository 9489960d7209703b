using Envoy.Config.Cluster.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Clusters;

/// <summary>The clusters that stand for no service.</summary>
static class SpecialClusters
{
    static readonly Duration PassthroughIdleTimeout = new() { Seconds = 300 };

    /// <summary>Has no endpoints: what goes there is refused.</summary>
    public static Cluster BlackHole(MeshOptions mesh, Emitter emitter) => emitter.Emit(
        new Cluster
        {
            Name = ClusterName.BlackHole, AltStatName = ClusterName.BlackHole + ";", Type = Cluster.Types.DiscoveryType.Static,
            ConnectTimeout = mesh.ConnectTimeout,
        },
        mesh.At("outboundTrafficPolicy"));

    /// <summary>Sends on to where the workload's connection was going.</summary>
    public static Cluster Passthrough(MeshOptions mesh, Capabilities capabilities, Emitter emitter)
    {
        var cluster = OriginalDestination(ClusterName.Passthrough, mesh);
        ClusterFilters.Add(cluster, capabilities);
        return emitter.Emit(cluster, mesh.At("outboundTrafficPolicy"));
    }

    /// <summary>Sends on to the workload's own ports that no service names. Its statistics bear the other passthrough cluster's name, as in Istio.</summary>
    public static Cluster InboundPassthrough(MeshOptions mesh, Emitter emitter)
    {
        var cluster = OriginalDestination(ClusterName.InboundPassthrough, mesh);
        cluster.UpstreamBindConfig = InboundClusters.BindConfig();
        return emitter.Emit(cluster, mesh.At("inboundTrafficPolicy"));
    }

    static Cluster OriginalDestination(string name, MeshOptions mesh)
    {
        var cluster = new Cluster
        {
            Name = name, AltStatName = ClusterName.Passthrough + ";", Type = Cluster.Types.DiscoveryType.OriginalDst,
            LbPolicy = Cluster.Types.LbPolicy.ClusterProvided,
        };
        TrafficSettings.ApplyConnectionPool(cluster, mesh.Config.DefaultTrafficPolicy?.ConnectionPool, mesh);
        ClusterProtocol.ApplyPassthrough(cluster, PassthroughIdleTimeout);
        return cluster;
    }
}
