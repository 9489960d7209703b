using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;

namespace Lateen.Config;

/// <summary>A service that is not in the mesh, or not on Kubernetes.</summary>
sealed class ServiceEntryKind : IstioKind<ServiceEntry>
{
    public override string Name => "ServiceEntry";

    public override string Plural => "serviceentries";

    public override ImmutableArray<string>? Honoured => [];
}
