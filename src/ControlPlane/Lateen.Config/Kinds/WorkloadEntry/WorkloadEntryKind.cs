using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>A workload that is no pod.</summary>
sealed class WorkloadEntryKind : IstioKind<WorkloadEntry>
{
    public override string Name => "WorkloadEntry";

    public override string Plural => "workloadentries";

    public override ImmutableArray<string>? Honoured => ["address", "labels", "locality", "ports", "serviceAccount", "weight"];

    private protected override void Validate(WorkloadEntry spec, ObjectReport report) => WorkloadEntryRules.Check(spec, "spec", needsAddress: false, report);
}
