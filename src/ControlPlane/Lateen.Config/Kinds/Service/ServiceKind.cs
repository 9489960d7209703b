using k8s.Models;

namespace Lateen.Config;

/// <summary>A name and ports for a set of pods.</summary>
sealed class ServiceKind : KubernetesKind<V1Service>
{
    public override string Name => "Service";
}
