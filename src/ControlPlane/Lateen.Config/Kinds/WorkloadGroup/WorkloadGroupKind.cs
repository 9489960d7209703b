using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>A template of WorkloadEntries.</summary>
sealed class WorkloadGroupKind : IstioKind<WorkloadGroup>
{
    public override string Name => "WorkloadGroup";

    public override ImmutableArray<string>? Honoured => [];

    private protected override void Validate(WorkloadGroup spec, ObjectReport report) => WorkloadGroupRules.Check(spec, report);
}
