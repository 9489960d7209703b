using System.Collections.Concurrent;
using System.Globalization;

namespace Lateen.Core.Re2;

/// <summary>The named classes of RE2's syntax.</summary>
static class Re2Classes
{
    static readonly ConcurrentDictionary<string, CodePointSet> Categories = new(StringComparer.Ordinal);

    static readonly string[] CategoryCodes =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe",
        "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "-",
    ];

    static readonly Dictionary<string, CodePointSet> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z')),
        ["alpha"] = CodePointSet.Of(('A', 'Z'), ('a', 'z')),
        ["ascii"] = CodePointSet.Of((0, 0x7F)),
        ["blank"] = CodePointSet.Of(('\t', '\t'), (' ', ' ')),
        ["cntrl"] = CodePointSet.Of((0, 0x1F), (0x7F, 0x7F)),
        ["digit"] = CodePointSet.Of(('0', '9')),
        ["graph"] = CodePointSet.Of(('!', '~')),
        ["lower"] = CodePointSet.Of(('a', 'z')),
        ["print"] = CodePointSet.Of((' ', '~')),
        ["punct"] = CodePointSet.Of(('!', '/'), (':', '@'), ('[', '`'), ('{', '~')),
        ["space"] = CodePointSet.Of(('\t', '\r'), (' ', ' ')),
        ["upper"] = CodePointSet.Of(('A', 'Z')),
        ["word"] = CodePointSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_')),
        ["xdigit"] = CodePointSet.Of(('0', '9'), ('A', 'F'), ('a', 'f')),
    };

    internal static bool TryPosix(string name, out CodePointSet set) => Posix.TryGetValue(name, out set!);

    /// <summary><c>\d \s \w</c>, which are ASCII, and their negations. <c>\s</c> has no vertical tab.</summary>
    internal static CodePointSet? Perl(char letter) => letter switch
    {
        'd' => Posix["digit"],
        's' => CodePointSet.Of(('\t', '\n'), ('\f', '\r'), (' ', ' ')),
        'w' => Posix["word"],
        'D' or 'S' or 'W' => Perl(char.ToLowerInvariant(letter))!.Negate(),
        _ => null,
    };

    /// <summary>A general category (<c>L</c>, <c>Lu</c>, …) or <c>Any</c>. Scripts are not known.</summary>
    internal static bool TryCategory(string name, out CodePointSet set)
    {
        set = CodePointSet.All;
        if (name == "Any")
            return true;
        if (!CategoryCodes.Any(code => code == name || (name.Length == 1 && code[0] == name[0])))
            return false;
        set = Categories.GetOrAdd(name, MakeCategory);
        return true;
    }

    static CodePointSet MakeCategory(string name)
    {
        var ranges = new List<(int, int)>();
        for (var codePoint = 0; codePoint <= CodePointSet.Max; codePoint++)
            if (CategoryCodes[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)].StartsWith(name, StringComparison.Ordinal))
                ranges.Add((codePoint, codePoint));
        return CodePointSet.From(ranges);
    }
}
