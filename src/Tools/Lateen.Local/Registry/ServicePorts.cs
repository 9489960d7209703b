using System.Globalization;
using k8s.Models;
using Lateen.Local.Pods;

namespace Lateen.Local.Registry;

/// <summary>How services find pods and ports.</summary>
internal static class ServicePorts
{
    /// <summary>Whether a service's selector picks a pod. A service without a selector picks none.</summary>
    public static bool Selects(V1Service service, PodPlan pod) =>
        service.Spec.Selector is { Count: > 0 } selector && service.Namespace() == pod.Namespace
        && selector.All(label => pod.Labels.TryGetValue(label.Key, out var value) && value == label.Value);

    /// <summary>The pod's port behind a service's port, or null when it is named after a port that the pod lacks.</summary>
    public static int? TargetOf(V1ServicePort port, PodPlan pod)
    {
        var target = port.TargetPort?.Value;
        if (string.IsNullOrEmpty(target))
            return port.Port;
        return int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : pod.Spec.Containers.SelectMany(container => container.Ports ?? []).FirstOrDefault(declared => declared.Name == target)?.ContainerPort;
    }

    /// <summary>Whether a port says that it carries HTTP, as Istio reads it: by its application protocol, or the beginning of its name.</summary>
    public static bool IsHttp(V1ServicePort port) => (port.AppProtocol ?? port.Name?.Split('-')[0])?.Split('/')[^1].ToLowerInvariant() is "http" or "http2" or "grpc" or "h2c";

    /// <summary>Whether the service gets an address of its own.</summary>
    public static bool HasAddress(V1Service service) => service.Spec.Type != "ExternalName" && service.Spec.ClusterIP != "None";
}
