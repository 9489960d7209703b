using k8s.Models;

namespace Lateen.Config;

/// <summary>Addresses behind a Service, and whether they are ready.</summary>
sealed class EndpointSliceKind : KubernetesKind<V1EndpointSlice>
{
    public override string Name => "EndpointSlice";

    public override string Group => "discovery.k8s.io";
}
