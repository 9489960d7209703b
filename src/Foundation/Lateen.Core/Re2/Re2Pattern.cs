using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Lateen.Core.Re2;

/// <summary>
/// A regular expression that means what RE2 says, matched on bytes. RE2 is not .NET: <c>\d</c> and <c>\w</c> are ASCII, <c>$</c> is the end of the
/// text and not a newline before it, classes have no subtraction, and where they differ a policy could be passed by. So the syntax is
/// RE2's own (https://github.com/google/re2/wiki/Syntax), read by <see cref="Re2Parser"/>, and only the automaton underneath is .NET's.
/// </summary>
/// <remarks>Matching takes time linear in the input. Text is UTF-8: a byte that is none of it matches no class, not even <c>.</c>. Thread-safe.</remarks>
public sealed class Re2Pattern
{
    /// <summary>Envoy's limit as Istio sets it (re2.max_program_size.error_level): a larger program is refused.</summary>
    public const int MaxProgramSize = 32768;

    const int StackLimit = 1024;
    const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    readonly Regex full;
    readonly Lazy<Regex> anywhere;
    readonly int groupCount;

    // .NET's own limit is lower than RE2's and has no other setting; ours, on RE2's terms, comes first.
    static Re2Pattern() => AppContext.SetData("REGEX_NONBACKTRACKING_MAX_AUTOMATA_SIZE", 64 * MaxProgramSize);

    Re2Pattern(string text, Re2Node root, int groups)
    {
        Text = text;
        groupCount = groups;
        var translated = Re2Translation.ToDotNet(root);
        full = new Regex($@"\A(?:{translated})\z", Options, Regex.InfiniteMatchTimeout);
        anywhere = new Lazy<Regex>(() => new Regex(translated, Options, Regex.InfiniteMatchTimeout));
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads an expression.</summary>
    /// <param name="pattern">RE2 syntax.</param>
    /// <param name="compiled">The expression, when it is one.</param>
    /// <param name="error">RE2's own words for what is wrong, such as "missing ): (a".</param>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Re2Pattern? compiled, out string error)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        compiled = null;
        if (!Re2Parser.TryParse(pattern, out var root, out var groups, out error))
            return false;
        if (root.ProgramSize > MaxProgramSize)
        {
            error = $"pattern too large - compile failed: program size {root.ProgramSize} is above {MaxProgramSize}";
            return false;
        }

        try
        {
            compiled = new Re2Pattern(pattern, root, groups);
            return true;
        }
        catch (NotSupportedException)
        {
            error = "pattern too large - compile failed";
            return false;
        }
    }

    /// <summary>Whether the whole of the bytes matches. Allocates nothing for up to 1 KiB.</summary>
    public bool IsFullMatch(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > StackLimit)
            return full.IsMatch(ByteText.ToChars(bytes, new char[bytes.Length]));
        Span<char> chars = stackalloc char[StackLimit];
        return full.IsMatch(ByteText.ToChars(bytes, chars));
    }

    /// <summary>
    /// Replaces every match (RE2::GlobalReplace). In the rewrite, <c>\0</c> is the match, <c>\1</c> to <c>\9</c> its groups, <c>\\</c> a backslash.
    /// </summary>
    /// <param name="bytes">What is searched.</param>
    /// <param name="rewrite">UTF-8; must have passed <see cref="IsValidRewrite"/>.</param>
    public byte[] ReplaceAll(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> rewrite)
    {
        var text = new string(ByteText.ToChars(bytes, new char[bytes.Length]));
        var template = new string(ByteText.ToChars(rewrite, new char[rewrite.Length]));
        return ByteText.ToBytes(anywhere.Value.Replace(text, match => Expand(match, template)));
    }

    /// <summary>Whether a rewrite refers only to groups that exist and ends in no lone backslash.</summary>
    public bool IsValidRewrite(string rewrite, out string error)
    {
        ArgumentNullException.ThrowIfNull(rewrite);
        error = "";
        for (var i = 0; i < rewrite.Length; i++)
        {
            if (rewrite[i] != '\\')
                continue;
            if (++i == rewrite.Length)
                error = "Rewrite schema error: '\\' not allowed at end.";
            else if (rewrite[i] is >= '0' and <= '9')
                error = rewrite[i] - '0' > groupCount ? $"Rewrite schema requests {rewrite[i]} matches, but the regexp only has {groupCount} parenthesized subexpressions." : error;
            else if (rewrite[i] != '\\')
                error = "Rewrite schema error: '\\' must be followed by a digit or '\\'.";
        }

        return error.Length == 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    static string Expand(Match match, string template)
    {
        var output = new System.Text.StringBuilder();
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '\\' || i + 1 == template.Length)
                output.Append(template[i]);
            else if (template[++i] is >= '0' and <= '9')
                output.Append(match.Groups[template[i] - '0'].ValueSpan);
            else
                output.Append(template[i]);
        }

        return output.ToString();
    }
}
