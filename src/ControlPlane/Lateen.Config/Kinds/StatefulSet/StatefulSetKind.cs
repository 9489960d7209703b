using k8s.Models;

namespace Lateen.Config;

/// <summary>Replicas of a pod with stable names.</summary>
sealed class StatefulSetKind : KubernetesKind<V1StatefulSet>
{
    public override string Name => "StatefulSet";

    public override string Group => "apps";
}
