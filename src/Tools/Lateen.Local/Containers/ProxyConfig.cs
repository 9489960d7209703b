using System.Text.Json.Nodes;
using Lateen.Local.Manifests;
using Lateen.Local.Pods;

namespace Lateen.Local.Containers;

/// <summary>What a pod says of its own proxy (annotation proxy.istio.io/config, Istio's ProxyConfig as YAML), such as <c>concurrency: 4</c>.</summary>
internal static class ProxyConfig
{
    const string Annotation = "proxy.istio.io/config";

    /// <summary>Empty when the pod says nothing.</summary>
    /// <exception cref="LocalMeshException">It says no YAML mapping.</exception>
    public static JsonObject Of(PodPlan pod)
    {
        if (pod.Workload.Template.Metadata?.Annotations?.TryGetValue(Annotation, out var text) != true)
            return [];
        return YamlTree.Read(text!) is JsonObject config
            ? config
            : throw new LocalMeshException($"pod {pod.Namespace}/{pod.Name}: the annotation {Annotation} must be a YAML mapping, such as concurrency: 4.");
    }
}
