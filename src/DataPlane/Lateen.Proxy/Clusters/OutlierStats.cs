using System.Collections.Immutable;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Clusters;

/// <summary>cluster.NAME.outlier_detection.*, under Envoy's names.</summary>
sealed class OutlierStats(StatsScope scope)
{
    static readonly ImmutableArray<string> Modes =
    [
        "consecutive_5xx", "consecutive_gateway_failure", "consecutive_local_origin_failure", "success_rate", "local_origin_success_rate",
        "failure_percentage", "local_origin_failure_percentage",
    ];

    readonly ImmutableArray<Counter> detected = [.. Modes.Select(mode => scope.Counter("ejections_detected_" + mode))];
    readonly ImmutableArray<Counter> enforced = [.. Modes.Select(mode => scope.Counter("ejections_enforced_" + mode))];

    public Gauge Active { get; } = scope.Gauge("ejections_active");

    public Counter Overflow { get; } = scope.Counter("ejections_overflow");

    public Counter EnforcedTotal { get; } = scope.Counter("ejections_enforced_total");

    public Counter Detected(OutlierMode mode) => detected[(int)mode];

    public Counter Enforced(OutlierMode mode) => enforced[(int)mode];
}
