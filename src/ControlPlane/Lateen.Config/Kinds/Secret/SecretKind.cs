using k8s.Models;

namespace Lateen.Config;

/// <summary>Values that no message may quote.</summary>
sealed class SecretKind : KubernetesKind<V1Secret>
{
    public override string Name => "Secret";
}
