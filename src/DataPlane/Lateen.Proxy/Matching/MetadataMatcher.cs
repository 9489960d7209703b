using System.Collections.Immutable;

namespace Lateen.Proxy.Matching;

/// <summary>A condition on one value of a stream's dynamic metadata (envoy.type.matcher.v3.MetadataMatcher). What is absent matches nothing, inverted it matches.</summary>
/// <param name="Namespace">The filter's name whose values are meant.</param>
/// <param name="Path">Keys from the namespace's struct to the value; at least one.</param>
/// <param name="Value">What the value must be.</param>
/// <param name="Invert">The opposite.</param>
public sealed record MetadataMatcher(string Namespace, ImmutableArray<string> Path, MetadataValueMatcher Value, bool Invert = false)
{
    /// <summary>Whether it holds; <paramref name="metadata"/> is null on a stream without any.</summary>
    public bool IsMatch(DynamicMetadata? metadata) => Value.IsMatch(metadata?.Find(Namespace, Path.AsSpan()) ?? MetadataValueMatcher.Absent) != Invert;

    /// <inheritdoc/>
    public bool Equals(MetadataMatcher? other) =>
        other is not null && Namespace == other.Namespace && Path.AsSpan().SequenceEqual(other.Path.AsSpan()) && Value == other.Value && Invert == other.Invert;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Namespace, Path.Length, Invert);
}
