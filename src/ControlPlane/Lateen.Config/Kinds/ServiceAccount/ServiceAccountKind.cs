using k8s.Models;

namespace Lateen.Config;

/// <summary>The identity of pods.</summary>
sealed class ServiceAccountKind : KubernetesKind<V1ServiceAccount>
{
    public override string Name => "ServiceAccount";
}
