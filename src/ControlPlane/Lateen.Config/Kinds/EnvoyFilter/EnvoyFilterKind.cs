using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;

namespace Lateen.Config;

/// <summary>Patches to generated configuration.</summary>
sealed class EnvoyFilterKind : IstioKind<EnvoyFilter>
{
    public override string Name => "EnvoyFilter";

    public override ImmutableArray<string> Versions => ["v1alpha3"];

    public override ImmutableArray<string>? Honoured => [];
}
