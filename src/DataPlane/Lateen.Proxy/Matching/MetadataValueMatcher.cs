using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace Lateen.Proxy.Matching;

/// <summary>A condition on a value of metadata (envoy.type.matcher.v3.ValueMatcher).</summary>
public abstract record MetadataValueMatcher
{
    const int InlineText = 512;

    /// <summary>Stands for a value that is not there: it matches nothing but an explicit wish for absence.</summary>
    public static MetadataValue Absent { get; } = new AbsentValue();

    /// <summary>Whether it holds for a value, or for <see cref="Absent"/>.</summary>
    public abstract bool IsMatch(MetadataValue value);

    /// <summary>The value null.</summary>
    public sealed record NullMatch : MetadataValueMatcher
    {
        /// <inheritdoc/>
        public override bool IsMatch(MetadataValue value) => value is MetadataValue.NullValue;
    }

    /// <summary>A boolean.</summary>
    public sealed record BoolMatch(bool Wanted) : MetadataValueMatcher
    {
        /// <inheritdoc/>
        public override bool IsMatch(MetadataValue value) => value is MetadataValue.BoolValue actual && actual.Value == Wanted;
    }

    /// <summary>A number in [Start, End), or exactly Start when End is null.</summary>
    public sealed record NumberMatch(double Start, double? End) : MetadataValueMatcher
    {
        /// <inheritdoc/>
        public override bool IsMatch(MetadataValue value) => value is MetadataValue.NumberValue { Value: var number } &&
            (End is { } end ? number >= Start && number < end : number.Equals(Start));
    }

    /// <summary>A string.</summary>
    public sealed record StringMatch(StringMatcher Matcher) : MetadataValueMatcher
    {
        /// <inheritdoc/>
        public override bool IsMatch(MetadataValue value) => value is MetadataValue.StringValue text && IsMatchOf(text.Value);

        bool IsMatchOf(string text)
        {
            var size = Encoding.UTF8.GetMaxByteCount(text.Length);
            if (size <= InlineText)
            {
                Span<byte> bytes = stackalloc byte[InlineText];
                return Matcher.IsMatch(bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
            }

            var rented = ArrayPool<byte>.Shared.Rent(size);
            var isMatch = Matcher.IsMatch(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
            ArrayPool<byte>.Shared.Return(rented);
            return isMatch;
        }
    }

    /// <summary>Whether a value is there; null counts as one.</summary>
    public sealed record PresentMatch(bool Wanted) : MetadataValueMatcher
    {
        /// <inheritdoc/>
        public override bool IsMatch(MetadataValue value) => Wanted && value is not AbsentValue;
    }

    /// <summary>A list of which one item matches.</summary>
    public sealed record ListMatch(MetadataValueMatcher Item) : MetadataValueMatcher
    {
        /// <inheritdoc/>
        public override bool IsMatch(MetadataValue value)
        {
            if (value is not MetadataValue.ListValue list)
                return false;
            foreach (var item in list.Items)
            {
                if (Item.IsMatch(item))
                    return true;
            }

            return false;
        }
    }

    /// <summary>One of several conditions.</summary>
    public sealed record AnyMatch(ImmutableArray<MetadataValueMatcher> Conditions) : MetadataValueMatcher
    {
        /// <inheritdoc/>
        public override bool IsMatch(MetadataValue value)
        {
            foreach (var condition in Conditions)
            {
                if (condition.IsMatch(value))
                    return true;
            }

            return false;
        }

        /// <inheritdoc/>
        public bool Equals(AnyMatch? other) => other is not null && Conditions.AsSpan().SequenceEqual(other.Conditions.AsSpan());

        /// <inheritdoc/>
        public override int GetHashCode() => Conditions.Length;
    }

    sealed record AbsentValue : MetadataValue;
}
