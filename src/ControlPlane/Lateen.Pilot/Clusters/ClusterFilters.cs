using Envoy.Config.Cluster.V3;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Proxies;

namespace Lateen.Pilot.Clusters;

/// <summary>Network filters on the upstream side.</summary>
static class ClusterFilters
{
    /// <summary>Metadata exchange with the server, where the client has it.</summary>
    public static void Add(Cluster cluster, Capabilities capabilities)
    {
        if (capabilities.MetadataExchange)
            cluster.Filters.Add(new Filter { Name = IstioFilters.MetadataExchange, TypedConfig = IstioFilters.TcpMetadataExchange() });
    }
}
