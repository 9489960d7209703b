using System.Collections.Immutable;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Metrics;

/// <summary>Metrics that have the same labels after what Telemetry removes.</summary>
/// <param name="Group">Where they are counted.</param>
/// <param name="Metrics">Which, in the group's order.</param>
/// <param name="Labels">Indexes into <see cref="LabelFacts.Values"/>, in the order of output.</param>
sealed record MetricGroup(SeriesGroup Group, ImmutableArray<IstioMetric> Metrics, ImmutableArray<int> Labels)
{
    /// <summary>Whether the group counts messages of gRPC, which other requests have none of.</summary>
    public bool CountsMessages { get; } = IsOfMessages(Metrics[0]);

    /// <summary>Messages are counted apart, so that a request without any makes no series of zeros.</summary>
    public static bool IsOfMessages(IstioMetric metric) => metric is IstioMetric.RequestMessages or IstioMetric.ResponseMessages;

    /// <summary>This group's label values.</summary>
    public ImmutableArray<string> LabelsOf(in LabelFacts facts)
    {
        var values = facts.Values();
        return [.. Labels.Select(index => values[index])];
    }
}
