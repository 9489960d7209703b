using System.Text.Json;
using Lateen.Local.Manifests;

namespace Lateen.Local.Pods;

/// <summary>Turns workloads into pods: what a Deployment's controllers, the scheduler and the injection webhook do in a cluster.</summary>
internal sealed class PodPlanner(AddressPlan addresses)
{
    readonly NumberPool numbers = new();

    /// <summary>The pods that shall run, in the order of their workloads.</summary>
    /// <param name="manifest">What is wanted.</param>
    /// <param name="present">
    /// What runs. A pod that is as it should be stays; one of another content is replaced, by a pod of another name where its workload allows that, so that the new one can be
    /// ready before the old one goes.
    /// </param>
    /// <exception cref="LocalMeshException">There is no room for so many.</exception>
    public IReadOnlyList<PodPlan> Plan(MeshManifest manifest, IReadOnlyCollection<PodPlan> present) =>
        [.. manifest.Workloads.SelectMany(workload => PodsOf(workload, manifest, [.. present.Where(pod => pod.Workload.Owner == workload.Owner)]))];

    /// <summary>A pod is gone; its number may be used again.</summary>
    public void Release(PodPlan pod) => numbers.Release(pod.Key);

    IEnumerable<PodPlan> PodsOf(Workload workload, MeshManifest manifest, PodPlan[] present)
    {
        var role = Injection.RoleOf(workload, manifest);
        var content = ContentOf(workload, role);
        var kept = present.Where(pod => pod.Content == content).Take(workload.Replicas).ToArray();
        foreach (var pod in kept)
            yield return pod;
        // Where names are part of what a pod is, the old one has to go first.
        var taken = (workload.HasStableNames ? kept : present).Select(pod => pod.Name).ToHashSet();
        var free = Enumerable.Range(0, int.MaxValue).Select(workload.PodName).Where(name => !taken.Contains(name));
        foreach (var name in free.Take(workload.Replicas - kept.Length))
            yield return new PodPlan(addresses, workload, name, numbers.Of($"{workload.Namespace}_{name}"), role, LabelsOf(workload, role), content);
    }

    // Two pods with equal content need not be told apart.
    static string ContentOf(Workload workload, ProxyRole role) => $"{role} {JsonSerializer.Serialize(workload.Template)}";

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
