using Lateen.Local.Manifests;

namespace Lateen.Local.Pods;

/// <summary>Turns workloads into pods: what a Deployment's controllers, the scheduler and the injection webhook do in a cluster.</summary>
internal sealed class PodPlanner
{
    readonly NumberPool numbers = new();

    /// <summary>The pods that shall run, in the order of their workloads. A pod keeps its number from call to call.</summary>
    public IReadOnlyList<PodPlan> Plan(MeshManifest manifest) =>
        [.. manifest.Workloads.SelectMany(workload => Enumerable.Range(0, workload.Replicas).Select(ordinal => PodOf(workload, ordinal, manifest)))];

    /// <summary>A pod is gone; its number may be used again.</summary>
    public void Release(PodPlan pod) => numbers.Release(pod.Key);

    PodPlan PodOf(Workload workload, int ordinal, MeshManifest manifest)
    {
        var name = workload.PodName(ordinal);
        var role = Injection.RoleOf(workload, manifest);
        return new PodPlan(workload, name, numbers.Of($"{workload.Namespace}_{name}"), role, LabelsOf(workload, role));
    }

    // The labels that injection adds: what the control plane and other proxies go by.
    static Dictionary<string, string> LabelsOf(Workload workload, ProxyRole role)
    {
        var labels = workload.Template.Metadata?.Labels?.ToDictionary() ?? [];
        if (role == ProxyRole.None)
            return labels;
        labels.TryAdd("service.istio.io/canonical-name", First(labels, "app.kubernetes.io/name", "app") ?? workload.Name);
        labels.TryAdd("service.istio.io/canonical-revision", First(labels, "app.kubernetes.io/version", "version") ?? "latest");
        if (role == ProxyRole.Sidecar)
            labels.TryAdd("security.istio.io/tlsMode", "istio");
        return labels;
    }

    static string? First(Dictionary<string, string> labels, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (labels.TryGetValue(name, out var value))
                return value;
        return null;
    }
}
