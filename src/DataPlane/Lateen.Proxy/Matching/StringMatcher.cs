using System.Text;
using Lateen.Core.Re2;

namespace Lateen.Proxy.Matching;

/// <summary>A compiled envoy.type.matcher.v3.StringMatcher over bytes. Case is ignored for ASCII only; a regular expression ignores the flag.</summary>
public abstract class StringMatcher
{
    public abstract bool IsMatch(ReadOnlySpan<byte> value);

    /// <summary>The text of a matcher for equality; null for every other.</summary>
    public virtual string? ExactText => null;

    /// <summary>The text of a matcher for equality with case; null for every other.</summary>
    public virtual string? OnlyText => null;

    public static StringMatcher Exact(string text, bool ignoreCase = false) => new TextMatcher(TextMatchKind.Exact, text, ignoreCase);

    public static StringMatcher Prefix(string text, bool ignoreCase = false) => new TextMatcher(TextMatchKind.Prefix, text, ignoreCase);

    public static StringMatcher Suffix(string text, bool ignoreCase = false) => new TextMatcher(TextMatchKind.Suffix, text, ignoreCase);

    public static StringMatcher Contains(string text, bool ignoreCase = false) => new TextMatcher(TextMatchKind.Contains, text, ignoreCase);

    public static StringMatcher Regex(Re2Pattern regex) => new RegexMatcher(regex);

    enum TextMatchKind { Exact, Prefix, Suffix, Contains }

    sealed class TextMatcher(TextMatchKind kind, string text, bool ignoreCase) : StringMatcher
    {
        readonly byte[] bytes = Encoding.UTF8.GetBytes(text);

        public override bool IsMatch(ReadOnlySpan<byte> value) => ignoreCase ? IsMatchIgnoringCase(value) : kind switch
        {
            TextMatchKind.Exact => value.SequenceEqual(bytes),
            TextMatchKind.Prefix => value.StartsWith(bytes),
            TextMatchKind.Suffix => value.EndsWith(bytes),
            _ => value.IndexOf(bytes) >= 0,
        };

        bool IsMatchIgnoringCase(ReadOnlySpan<byte> value) => kind switch
        {
            TextMatchKind.Exact => Ascii.EqualsIgnoreCase(value, bytes),
            TextMatchKind.Prefix => value.Length >= bytes.Length && Ascii.EqualsIgnoreCase(value[..bytes.Length], bytes),
            TextMatchKind.Suffix => value.Length >= bytes.Length && Ascii.EqualsIgnoreCase(value[^bytes.Length..], bytes),
            _ => ContainsIgnoringCase(value),
        };

        bool ContainsIgnoringCase(ReadOnlySpan<byte> value)
        {
            for (var start = 0; start + bytes.Length <= value.Length; start++)
                if (Ascii.EqualsIgnoreCase(value.Slice(start, bytes.Length), bytes)) return true;
            return false;
        }

        public override string? ExactText => kind == TextMatchKind.Exact ? text : null;

        public override string? OnlyText => ignoreCase ? null : ExactText;

        public override string ToString() => $"{kind} {text}{(ignoreCase ? " (any case)" : "")}";
    }

    sealed class RegexMatcher(Re2Pattern regex) : StringMatcher
    {
        public override bool IsMatch(ReadOnlySpan<byte> value) => regex.IsFullMatch(value);

        public override string ToString() => $"Regex {regex.Text}";
    }
}
