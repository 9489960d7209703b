using k8s.Models;
using Lateen.Local.Pods;

namespace Lateen.Local.Registry;

/// <summary>What the endpoint controller makes of services and pods.</summary>
internal static class EndpointSlices
{
    /// <summary>The slices of one service: one for each set of ports that its pods have.</summary>
    /// <param name="pods">The mesh's pods, with their readiness.</param>
    public static IEnumerable<V1EndpointSlice> Of(V1Service service, IEnumerable<(PodPlan Pod, bool IsReady)> pods) => pods
        .Where(pod => ServicePorts.Selects(service, pod.Pod))
        .GroupBy(pod => string.Join(',', Targets(service, pod.Pod)))
        .Select((group, index) => Slice(service, index, Targets(service, group.First().Pod), [.. group]));

    static int?[] Targets(V1Service service, PodPlan pod) => [.. service.Spec.Ports.Select(port => ServicePorts.TargetOf(port, pod))];

    static V1EndpointSlice Slice(V1Service service, int index, int?[] targets, (PodPlan Pod, bool IsReady)[] pods) => new()
    {
        ApiVersion = "discovery.k8s.io/v1",
        Kind = "EndpointSlice",
        Metadata = new V1ObjectMeta
        {
            Name = $"{service.Name()}-{index}",
            NamespaceProperty = service.Namespace(),
            Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = service.Name() },
        },
        AddressType = "IPv4",
        Ports = [.. service.Spec.Ports.Zip(targets).Where(port => port.Second is not null).Select(port => PortOf(port.First, port.Second!.Value))],
        Endpoints = [.. pods.Select(pod => EndpointOf(pod.Pod, pod.IsReady))],
    };

    static Discoveryv1EndpointPort PortOf(V1ServicePort port, int target) =>
        new() { Name = port.Name ?? "", Port = target, Protocol = port.Protocol ?? "TCP", AppProtocol = port.AppProtocol };

    static V1Endpoint EndpointOf(PodPlan pod, bool isReady) => new()
    {
        Addresses = [pod.Address.ToString()],
        Conditions = new V1EndpointConditions { Ready = isReady, Serving = isReady, Terminating = false },
        NodeName = PodObjects.NodeName,
        TargetRef = new V1ObjectReference { Kind = "Pod", Name = pod.Name, NamespaceProperty = pod.Namespace },
    };
}
