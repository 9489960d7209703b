namespace Lateen.Proxy.Matching;

/// <summary>What a <see cref="HeaderMatcher"/> asks of the header.</summary>
public abstract record HeaderValueMatcher
{
    public static HeaderValueMatcher Present { get; } = new PresentMatch(true);

    /// <param name="Wanted">False asks for the absence of the header.</param>
    public sealed record PresentMatch(bool Wanted) : HeaderValueMatcher;

    public sealed record StringMatch(StringMatcher Matcher) : HeaderValueMatcher;

    /// <summary>The whole value is a decimal int64 in [Start, End).</summary>
    public sealed record RangeMatch(long Start, long End) : HeaderValueMatcher;
}
