using System.Collections.Immutable;
using System.Text;
using Lateen.Core.Re2;

namespace Lateen.Protos.Rules.Values;

/// <summary>What a text must be. Lengths in characters are code points.</summary>
sealed record StringRule
{
    public int? MinCharacters { get; init; }

    public int? MaxCharacters { get; init; }

    public int? MaxBytes { get; init; }

    public string? Prefix { get; init; }

    public string? Suffix { get; init; }

    public Re2Pattern? Pattern { get; init; }

    public HeaderCharacters? Header { get; init; }

    /// <summary>Empty for any.</summary>
    public ImmutableArray<string> OneOf { get; init; } = [];

    /// <summary>Whether the empty text keeps the rule, whatever else it asks.</summary>
    public bool IgnoreEmpty { get; init; }

    public string? Violation(string text) => text.Length == 0 && IgnoreEmpty ? null : LengthViolation(text) ?? ContentViolation(text);

    string? LengthViolation(string text)
    {
        if (MinCharacters is { } least && Characters(text) < least)
            return $"value length must be at least {least} characters";
        if (MaxCharacters is { } most && Characters(text) > most)
            return $"value length must be at most {most} characters";
        return MaxBytes is { } bytes && Encoding.UTF8.GetByteCount(text) > bytes ? $"value length must be at most {bytes} bytes" : null;
    }

    string? ContentViolation(string text)
    {
        if (Prefix is not null && !text.StartsWith(Prefix, StringComparison.Ordinal))
            return $"value does not have prefix \"{Prefix}\"";
        if (Suffix is not null && !text.EndsWith(Suffix, StringComparison.Ordinal))
            return $"value does not have suffix \"{Suffix}\"";
        if (Pattern is not null && !Pattern.IsFullMatch(Encoding.UTF8.GetBytes(text)))
            return $"value does not match regex pattern \"{Pattern}\"";
        if (Header is { } header && header.Violation(text) is { } wrong)
            return wrong;
        return !OneOf.IsEmpty && !OneOf.Contains(text, StringComparer.Ordinal) ? $"value must be in list [{string.Join(", ", OneOf)}]" : null;
    }

    static int Characters(string text) => text.EnumerateRunes().Count();
}
