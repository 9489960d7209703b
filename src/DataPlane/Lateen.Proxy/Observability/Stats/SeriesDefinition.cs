using System.Collections.Immutable;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// Metrics that share one set of labels whose values are known only at run time, such as Istio's standard metrics.
/// </summary>
public sealed class SeriesDefinition : IEquatable<SeriesDefinition>
{
    /// <summary>How many label sets one loop keeps at most unless told otherwise.</summary>
    public const int DefaultLimit = 4096;

    /// <param name="name">Names the group in the counter of what didn't fit.</param>
    /// <param name="metrics">What each series counts; indexes into this list are what the hot path uses.</param>
    /// <param name="labels">Label names, in the order of output.</param>
    /// <param name="limit">How many label sets one loop keeps; what comes beyond counts in one series whose labels all say <c>other</c>.</param>
    public SeriesDefinition(string name, ImmutableArray<SeriesMetric> metrics, ImmutableArray<string> labels, int limit = DefaultLimit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        (Name, Metrics, Labels, Limit) = (name, metrics, labels, limit);
    }

    /// <summary>The group's name.</summary>
    public string Name { get; }

    /// <summary>What each series counts.</summary>
    public ImmutableArray<SeriesMetric> Metrics { get; }

    /// <summary>Label names, in the order of output.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>How many label sets one loop keeps.</summary>
    public int Limit { get; }

    /// <inheritdoc />
    public bool Equals(SeriesDefinition? other) =>
        other is not null && Name == other.Name && Limit == other.Limit
        && Metrics.SequenceEqual(other.Metrics) && Labels.SequenceEqual(other.Labels);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SeriesDefinition);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, Metrics.Length, Labels.Length, Limit);
}
