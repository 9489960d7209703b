using k8s.Models;

namespace Lateen.Config;

/// <summary>A machine of the cluster; its labels tell the locality of its pods.</summary>
sealed class NodeKind : KubernetesKind<V1Node>
{
    public override string Name => "Node";

    public override bool IsNamespaced => false;
}
