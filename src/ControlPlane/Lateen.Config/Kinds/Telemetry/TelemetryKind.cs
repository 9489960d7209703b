using System.Collections.Immutable;
using Istio.Telemetry.V1Alpha1;

namespace Lateen.Config;

/// <summary>Metrics, traces and access logs of some workloads.</summary>
sealed class TelemetryKind : IstioKind<Telemetry>
{
    public override string Name => "Telemetry";

    public override string Group => "telemetry.istio.io";

    public override ImmutableArray<string> Versions => ["v1", "v1alpha1"];

    public override string Plural => "telemetries";

    public override ImmutableArray<string>? Honoured => [];
}
