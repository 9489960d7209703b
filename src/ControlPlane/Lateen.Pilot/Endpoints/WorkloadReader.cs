using k8s.Models;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Pilot.Endpoints;

/// <summary>Kubernetes Pods as workloads.</summary>
static class WorkloadReader
{
    const string WorkloadNameLabel = "service.istio.io/workload-name";
    const string TemplateHashLabel = "pod-template-hash";
    const string LocalityLabel = "topology.istio.io/locality";
    const string OldLocalityLabel = "istio-locality";

    /// <summary>The id of the only cluster, until there are several.</summary>
    public const string Cluster = "Kubernetes";

    public static Workload Read(ConfigObject pod)
    {
        var account = pod.As<V1Pod>().Spec?.ServiceAccountName;
        return new Workload(
            pod.Namespace, NameOf(pod), string.IsNullOrEmpty(account) ? "default" : account, pod.Labels, LocalityOf(pod.Labels), Cluster);
    }

    /// <summary>The pod's address, or null while it has none.</summary>
    public static string? Address(ConfigObject pod) => pod.As<V1Pod>().Status?.PodIP is { Length: > 0 } address ? address : null;

    /// <summary>The number of a container's port by name, or null.</summary>
    public static int? ContainerPort(ConfigObject pod, string name) =>
        pod.As<V1Pod>().Spec?.Containers?.SelectMany(container => container.Ports ?? [])
            .FirstOrDefault(port => port.Name == name)?.ContainerPort;

    /// <summary>The name of the Deployment, StatefulSet or whatever made the pod; the pod's own name when nothing did.</summary>
    static string NameOf(ConfigObject pod)
    {
        if (pod.Labels.TryGetValue(WorkloadNameLabel, out var named))
            return named;
        var owner = pod.As<V1Pod>().Metadata?.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true);
        if (owner is null)
            return pod.Name;
        var hash = pod.Labels.Get(TemplateHashLabel);
        return owner.Kind == "ReplicaSet" && hash.Length > 0 && owner.Name.EndsWith("-" + hash, StringComparison.Ordinal)
            ? owner.Name[..^(hash.Length + 1)]
            : owner.Name;
    }

    static Locality LocalityOf(Labels labels) =>
        labels.TryGetValue(LocalityLabel, out var text) || labels.TryGetValue(OldLocalityLabel, out text) ? Locality.Parse(text) : Locality.None;
}
