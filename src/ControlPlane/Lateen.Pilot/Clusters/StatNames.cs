using System.Text.RegularExpressions;
using Lateen.Core;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Clusters;

/// <summary>How statistics name clusters: as the clusters are named, unless the mesh has patterns (MeshConfig.outboundClusterStatName, inboundClusterStatName).</summary>
static partial class StatNames
{
    /// <summary>Of a service's port or of a subset of it.</summary>
    public static string Outbound(MeshOptions mesh, Service service, ServicePort port, string subset) => mesh.Config.OutboundClusterStatName.Length == 0
        ? ClusterName.Outbound(port.Number, service.Host.Value, subset).ToString()
        : Fill(mesh.Config.OutboundClusterStatName, service, port, port.Name).Replace("%SUBSET_NAME%", subset, StringComparison.Ordinal);

    /// <summary>As the prefix of TCP statistics, which do not know the port's name.</summary>
    public static string OutboundTcp(MeshOptions mesh, Service? service, ClusterName cluster) =>
        service?.PortNumbered(cluster.Port) is not { } port || mesh.Config.OutboundClusterStatName.Length == 0 ? cluster.ToString()
        : Fill(mesh.Config.OutboundClusterStatName, service, port, "").Replace("%SUBSET_NAME%", cluster.Subset, StringComparison.Ordinal);

    /// <summary>Of a port of the workload itself.</summary>
    public static string Inbound(MeshOptions mesh, InboundTarget target) => mesh.Config.InboundClusterStatName.Length == 0
        ? ClusterName.Inbound(target.TargetPort).ToString()
        : Fill(mesh.Config.InboundClusterStatName, target.Service, target.Port, target.Port.Name).Replace("%TARGET_PORT%", target.TargetPort.ToString(), StringComparison.Ordinal);

    /// <summary>As the prefix of TCP statistics of the workload's own ports, which do not know the workload's port.</summary>
    public static string InboundTcp(MeshOptions mesh, Service? service, ServicePort? port, string cluster) => mesh.Config.InboundClusterStatName.Length == 0 ? cluster
        : service is not null && port is not null ? Fill(mesh.Config.InboundClusterStatName, service, port, port.Name)
        : Variables().Replace(mesh.Config.InboundClusterStatName, "");

    [GeneratedRegex("%(SERVICE|SERVICE_NAME|SERVICE_FQDN|SERVICE_PORT|SERVICE_PORT_NAME)%", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variables();

    static string Fill(string pattern, Service service, ServicePort port, string portName) => pattern
        .Replace("%SERVICE%", service.IsKubernetes ? $"{service.Name}.{service.Namespace}" : service.Host.Value, StringComparison.Ordinal)
        .Replace("%SERVICE_NAME%", service.Name, StringComparison.Ordinal)
        .Replace("%SERVICE_FQDN%", service.Host.Value, StringComparison.Ordinal)
        .Replace("%SERVICE_PORT%", port.Number.ToString(), StringComparison.Ordinal)
        .Replace("%SERVICE_PORT_NAME%", portName, StringComparison.Ordinal);
}
