using k8s.Models;
using Lateen.Local.Pods;

namespace Lateen.Local.Registry;

/// <summary>Pods as an API server would show them after scheduling, injection and a kubelet's report.</summary>
internal static class PodObjects
{
    public const string NodeName = "local";

    public static V1Pod Of(PodPlan pod, bool isReady) => new()
    {
        ApiVersion = "v1",
        Kind = "Pod",
        Metadata = new V1ObjectMeta
        {
            Name = pod.Name,
            NamespaceProperty = pod.Namespace,
            Labels = pod.Labels.ToDictionary(),
            Annotations = pod.Workload.Template.Metadata?.Annotations,
            OwnerReferences = pod.Workload.Owner.Kind == "Pod" ? null
                : [new V1OwnerReference { ApiVersion = pod.Workload.ApiVersion, Kind = pod.Workload.Owner.Kind, Name = pod.Workload.Name, Uid = pod.Workload.Name, Controller = true }],
        },
        Spec = new V1PodSpec
        {
            NodeName = NodeName,
            ServiceAccountName = pod.ServiceAccount,
            Containers = [.. pod.Spec.Containers.Select(container => new V1Container { Name = container.Name, Image = container.Image, Ports = container.Ports })],
        },
        Status = new V1PodStatus
        {
            Phase = "Running",
            PodIP = pod.Address.ToString(),
            PodIPs = [new V1PodIP { Ip = pod.Address.ToString() }],
            HostIP = pod.HostAddress.ToString(),
            Conditions = [new V1PodCondition { Type = "Ready", Status = isReady ? "True" : "False" }],
        },
    };
}
