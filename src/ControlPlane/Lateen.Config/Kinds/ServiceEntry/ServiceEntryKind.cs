using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>A service that is not in the mesh, or not on Kubernetes.</summary>
sealed class ServiceEntryKind : IstioKind<ServiceEntry>
{
    public override string Name => "ServiceEntry";

    public override string Plural => "serviceentries";

    public override ImmutableArray<string>? Honoured =>
    [
        "addresses", "endpoints.address", "endpoints.labels", "endpoints.locality", "endpoints.ports", "endpoints.serviceAccount", "endpoints.weight", "exportTo",
        "hosts", "location", "ports.name", "ports.number", "ports.protocol", "ports.targetPort", "resolution", "subjectAltNames", "workloadSelector.**",
    ];

    private protected override void Validate(ServiceEntry spec, ObjectReport report) => ServiceEntryRules.Check(spec, report);
}
