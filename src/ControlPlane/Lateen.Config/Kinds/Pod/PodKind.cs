using k8s.Models;

namespace Lateen.Config;

/// <summary>One replica of a workload.</summary>
sealed class PodKind : KubernetesKind<V1Pod>
{
    public override string Name => "Pod";
}
