using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Lateen.Proxy.Matching;

/// <summary>One value of Envoy's metadata, the shape of google.protobuf.Value: null, bool, number, string, list or struct.</summary>
public abstract record MetadataValue
{
    public static MetadataValue Null { get; } = new NullValue();

    public sealed record NullValue : MetadataValue;

    public sealed record BoolValue(bool Value) : MetadataValue;

    public sealed record NumberValue(double Value) : MetadataValue;

    public sealed record StringValue(string Value) : MetadataValue;

    public sealed record ListValue(ImmutableArray<MetadataValue> Items) : MetadataValue
    {
        public bool Equals(ListValue? other) => other is not null && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

        public override int GetHashCode() => Items.Length;
    }

    public sealed record StructValue(FrozenDictionary<string, MetadataValue> Fields) : MetadataValue
    {
        public static StructValue Empty { get; } = new(FrozenDictionary<string, MetadataValue>.Empty);

        /// <summary>A struct of these fields; of a name that comes twice, the last.</summary>
        public static StructValue Of(IEnumerable<KeyValuePair<string, MetadataValue>> fields)
        {
            var kept = new Dictionary<string, MetadataValue>(StringComparer.Ordinal);
            foreach (var (name, value) in fields)
                kept[name] = value;
            return kept.Count == 0 ? Empty : new(kept.ToFrozenDictionary(StringComparer.Ordinal));
        }

        public bool Equals(StructValue? other) => other is not null && Fields.Count == other.Fields.Count &&
            Fields.All(field => other.Fields.TryGetValue(field.Key, out var value) && field.Value == value);

        public override int GetHashCode() => Fields.Count;
    }
}
