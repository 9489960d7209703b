using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;

namespace Lateen.Config;

/// <summary>What some workloads listen on and can see.</summary>
sealed class SidecarKind : IstioKind<Sidecar>
{
    public override string Name => "Sidecar";

    public override ImmutableArray<string>? Honoured => [];
}
