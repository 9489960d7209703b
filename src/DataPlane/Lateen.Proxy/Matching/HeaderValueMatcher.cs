using System.Buffers.Text;

namespace Lateen.Proxy.Matching;

/// <summary>What a <see cref="HeaderMatcher"/> asks of the header.</summary>
public abstract record HeaderValueMatcher
{
    public static HeaderValueMatcher Present { get; } = new PresentMatch(true);

    /// <summary>One value of a header that is there.</summary>
    public abstract bool IsMatch(ReadOnlySpan<byte> value);

    /// <param name="Wanted">False asks for the absence of the header.</param>
    public sealed record PresentMatch(bool Wanted) : HeaderValueMatcher
    {
        public override bool IsMatch(ReadOnlySpan<byte> value) => Wanted;
    }

    public sealed record StringMatch(StringMatcher Matcher) : HeaderValueMatcher
    {
        public override bool IsMatch(ReadOnlySpan<byte> value) => Matcher.IsMatch(value);
    }

    /// <summary>The whole value is a decimal int64 in [Start, End).</summary>
    public sealed record RangeMatch(long Start, long End) : HeaderValueMatcher
    {
        public override bool IsMatch(ReadOnlySpan<byte> value) =>
            Utf8Parser.TryParse(value, out long number, out var length) && length == value.Length && number >= Start && number < End;
    }
}
