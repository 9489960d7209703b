using k8s.Models;

namespace Lateen.Config;

/// <summary>Replicas of a pod without identity of their own.</summary>
sealed class DeploymentKind : KubernetesKind<V1Deployment>
{
    public override string Name => "Deployment";

    public override string Group => "apps";
}
