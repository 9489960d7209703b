using k8s.Models;

namespace Lateen.Config;

/// <summary>A namespace.</summary>
sealed class NamespaceKind : KubernetesKind<V1Namespace>
{
    public override string Name => "Namespace";

    public override bool IsNamespaced => false;
}
