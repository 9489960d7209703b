using System.Net;
using k8s.Models;
using Lateen.Local.Manifests;
using Lateen.Local.Pods;
using Lateen.Local.Registry;

namespace Lateen.Local.Node;

/// <summary>Which port of a gateway the machine's port stands for: the first HTTP port of a service of type LoadBalancer before a gateway.</summary>
internal static class GatewayPorts
{
    const int HttpPort = 80;

    /// <summary>A ready gateway, or null.</summary>
    public static IPEndPoint? Of(IEnumerable<V1Service> services, MeshRegistry registry, IEnumerable<PodPlan> pods)
    {
        var gateways = pods.Where(pod => pod.Role == ProxyRole.Router).ToArray();
        return services
            .Where(service => service.Spec.Type == "LoadBalancer" && gateways.Any(pod => ServicePorts.Selects(service, pod)))
            .SelectMany(service => service.Spec.Ports.Where(IsHttp).SelectMany(port => registry.EndpointsOf(service, port)))
            .FirstOrDefault();
    }

    static bool IsHttp(V1ServicePort port) => port.Port == HttpPort || port.Name == "http" || port.Name?.StartsWith("http-", StringComparison.Ordinal) == true;
}
