using System.Collections.Immutable;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>One statistic as read at one moment, over all loops.</summary>
/// <param name="Kind">Which of the following values has a meaning.</param>
/// <param name="Name">The full name, as Envoy's <c>/stats</c> prints it.</param>
/// <param name="ExtractedName">The name without the parts that became tags.</param>
/// <param name="Tags">The dimensions, in the order of output.</param>
/// <param name="Value">A counter's or gauge's value.</param>
/// <param name="Distribution">A histogram's data; null when nothing was recorded.</param>
/// <param name="Used">False when it was never written.</param>
public readonly record struct Stat(
    StatKind Kind, string Name, string ExtractedName, ImmutableArray<StatTag> Tags, long Value, HistogramData? Distribution, bool Used);
