using k8s.Models;
using Lateen.Config;

namespace Lateen.Local.Manifests;

/// <summary>The part of a mesh's objects that a node acts on: what to run, and how it is named. The rest is the control plane's.</summary>
internal sealed record MeshManifest(
    IReadOnlyList<Workload> Workloads, IReadOnlyList<V1Service> Services, IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> NamespaceLabels)
{
    static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    /// <summary>Labels of a namespace; none for one that no object describes.</summary>
    public IReadOnlyDictionary<string, string> LabelsOf(string name) => NamespaceLabels.GetValueOrDefault(name, NoLabels);

    /// <summary>Picks what a node acts on.</summary>
    public static MeshManifest From(IEnumerable<ConfigObject> objects)
    {
        var workloads = new List<Workload>();
        var services = new List<V1Service>();
        var namespaces = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var item in objects.OrderBy(item => item.Ref))
        {
            switch (item.Spec)
            {
                case V1Deployment deployment:
                    workloads.Add(new Workload(item.Ref, "apps/v1", deployment.Spec.Replicas ?? 1, deployment.Spec.Template));
                    break;
                case V1StatefulSet set:
                    workloads.Add(new Workload(item.Ref, "apps/v1", set.Spec.Replicas ?? 1, set.Spec.Template));
                    break;
                case V1Pod pod:
                    workloads.Add(new Workload(item.Ref, "v1", 1, new V1PodTemplateSpec { Metadata = pod.Metadata, Spec = pod.Spec }));
                    break;
                case V1Service service:
                    services.Add(InNamespace(service, item));
                    break;
                case V1Namespace found:
                    namespaces[item.Name] = (IReadOnlyDictionary<string, string>?)found.Metadata.Labels?.ToDictionary() ?? NoLabels;
                    break;
            }
        }

        return new MeshManifest(workloads, services, namespaces);
    }

    static V1Service InNamespace(V1Service service, ConfigObject item)
    {
        service.Metadata.NamespaceProperty = item.Namespace;
        return service;
    }
}
