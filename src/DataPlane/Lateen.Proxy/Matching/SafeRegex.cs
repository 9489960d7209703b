using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Lateen.Proxy.Matching;

/// <summary>A regular expression in RE2's syntax whose cost is linear in the input; it always has to match the whole value.</summary>
public sealed class SafeRegex
{
    readonly Regex full;
    readonly Regex part;

    SafeRegex(string pattern, Regex full, Regex part)
    {
        Pattern = pattern;
        this.full = full;
        this.part = part;
    }

    public string Pattern { get; }

    /// <summary>False, with a reason for people, when the pattern is not a regular expression.</summary>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out SafeRegex? regex, [NotNullWhen(false)] out string? error)
    {
        const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        try
        {
            regex = new SafeRegex(pattern, new Regex($@"\A(?:{pattern})\z", Options), new Regex(pattern, Options));
            error = null;
            return true;
        }
        catch (Exception reason) when (reason is ArgumentException or NotSupportedException)
        {
            regex = null;
            error = $"'{pattern}' is not a valid regular expression: {reason.Message}";
            return false;
        }
    }

    /// <summary>Each byte is one character, as RE2 in Latin-1 mode.</summary>
    public bool IsFullMatch(ReadOnlySpan<byte> value)
    {
        Span<char> characters = value.Length <= 1024 ? stackalloc char[value.Length] : new char[value.Length];
        Encoding.Latin1.GetChars(value, characters);
        return full.IsMatch(characters);
    }

    /// <summary>Replaces every match; \0 to \9 in the substitution are groups, \\ is a backslash.</summary>
    public string ReplaceAll(string value, string substitution) => part.Replace(value, match => Expand(match, substitution));

    static string Expand(Match match, string substitution)
    {
        var result = new StringBuilder();
        for (var i = 0; i < substitution.Length; i++)
        {
            if (substitution[i] != '\\' || i + 1 == substitution.Length) result.Append(substitution[i]);
            else if (char.IsAsciiDigit(substitution[++i])) result.Append(match.Groups[substitution[i] - '0'].Value);
            else result.Append(substitution[i]);
        }
        return result.ToString();
    }
}
