using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Lateen.Core.Re2;

/// <summary>Reads RE2's syntax by recursive descent. Errors are RE2's own words, with the offending part.</summary>
sealed class Re2Parser
{
    const int MaxDepth = 200;
    const int MaxRepeat = 1000;

    readonly string pattern;
    readonly int[] text;
    int at;
    int depth;
    int groups;
    bool literal;
    Re2Flags flags;

    Re2Parser(string pattern)
    {
        this.pattern = pattern;
        text = [.. pattern.EnumerateRunes().Select(rune => rune.Value)];
    }

    bool AtEnd => at >= text.Length;

    internal static bool TryParse(string pattern, [NotNullWhen(true)] out Re2Node? root, out int groups, out string error)
    {
        var parser = new Re2Parser(pattern);
        try
        {
            root = parser.Alternation();
            if (!parser.AtEnd)
                throw parser.Wrong("unexpected )", pattern);
            (groups, error) = (parser.groups, "");
            return true;
        }
        catch (Re2SyntaxException wrong)
        {
            (root, groups, error) = (null, 0, wrong.Message);
            return false;
        }
    }

    Re2Node Alternation()
    {
        if (++depth > MaxDepth)
            throw Wrong("expression nests too deeply", pattern);
        var branches = new List<Re2Node> { Concatenation() };
        while (Accept('|'))
            branches.Add(Concatenation());
        depth--;
        return branches.Count == 1 ? branches[0] : new Re2Alternation(branches);
    }

    Re2Node Concatenation()
    {
        var parts = new List<Re2Node>();
        var repeatedFrom = -1;
        while (!AtEnd && (literal || (text[at] != '|' && text[at] != ')')))
        {
            var start = at;
            if (!literal && TryRepetition(out var min, out var max))
            {
                Repeat(parts, min, max, start, ref repeatedFrom);
                continue;
            }

            repeatedFrom = -1;
            if (Atom() is { } atom)
                parts.Add(atom);
        }

        return parts.Count == 1 ? parts[0] : parts.Count == 0 ? new Re2Empty() : new Re2Concatenation(parts);
    }

    void Repeat(List<Re2Node> parts, int min, int max, int start, ref int repeatedFrom)
    {
        var lazy = Accept('?');
        if (parts.Count == 0)
            throw Wrong("no argument for repetition operator", Slice(start, at));
        if (repeatedFrom >= 0)
            throw Wrong("bad repetition operator", Slice(repeatedFrom, at));
        if (min > MaxRepeat || max > MaxRepeat || (max >= 0 && min > max))
            throw Wrong("invalid repetition size", Slice(start, at));
        repeatedFrom = start;
        parts[^1] = new Re2Repetition(parts[^1], min, max, lazy == flags.HasFlag(Re2Flags.Ungreedy));
    }

    bool TryRepetition(out int min, out int max)
    {
        (min, max) = (text[at] == '+' ? 1 : 0, text[at] == '?' ? 1 : -1);
        if (text[at] is '*' or '+' or '?')
        {
            at++;
            return true;
        }

        return text[at] == '{' && TryCount(out min, out max);
    }

    /// <summary><c>{2}</c>, <c>{2,}</c>, <c>{2,5}</c>; anything else is a literal brace.</summary>
    bool TryCount(out int min, out int max)
    {
        var start = at++;
        max = -1;
        if (TryNumber(out min))
        {
            if (Accept('}'))
            {
                max = min;
                return true;
            }

            if (Accept(',') && (Accept('}') || (TryNumber(out max) && Accept('}'))))
                return true;
        }

        at = start;
        return false;
    }

    bool TryNumber(out int number)
    {
        number = 0;
        var start = at;
        while (!AtEnd && text[at] is >= '0' and <= '9' && at - start < 6)
            number = number * 10 + text[at++] - '0';
        return at > start;
    }

    Re2Node? Atom()
    {
        if (literal)
            return EndsLiteral() ? null : Literal(text[at++]);
        switch (text[at])
        {
            case '(': return Group();
            case '[': return new Re2Class(Class());
            case '.': at++; return new Re2Class(flags.HasFlag(Re2Flags.DotMatchesNewline) ? CodePointSet.All : CodePointSet.All.Without('\n'));
            case '^': at++; return new Re2Position(flags.HasFlag(Re2Flags.MultiLine) ? Re2PositionKind.BeginLine : Re2PositionKind.BeginText);
            case '$': at++; return new Re2Position(flags.HasFlag(Re2Flags.MultiLine) ? Re2PositionKind.EndLine : Re2PositionKind.EndText);
            case '\\': return Escape();
            default: return Literal(text[at++]);
        }
    }

    bool EndsLiteral()
    {
        if (text[at] != '\\' || at + 1 >= text.Length || text[at + 1] != 'E')
            return false;
        at += 2;
        literal = false;
        return true;
    }

    Re2Class Literal(int codePoint) => new(Folded(CodePointSet.Of((codePoint, codePoint))));

    CodePointSet Folded(CodePointSet set) => flags.HasFlag(Re2Flags.IgnoreCase) ? set.FoldCase() : set;

    Re2Node? Group()
    {
        var start = at++;
        var outer = flags;
        if (!Accept('?'))
            return Closed(start, outer, capture: true);
        if (Accept('P') || (Peek() == '<' && Peek(1) is not ('=' or '!')))
        {
            GroupName(start);
            return Closed(start, outer, capture: true);
        }

        if (ReadFlags(start))
            return Closed(start, outer, capture: false);
        return null;
    }

    Re2Node Closed(int start, Re2Flags outer, bool capture)
    {
        if (capture)
            groups++;
        var inner = Alternation();
        if (!Accept(')'))
            throw Wrong("missing )", Slice(start, text.Length));
        flags = outer;
        return capture ? new Re2Group(inner) : inner;
    }

    void GroupName(int start)
    {
        if (!Accept('<'))
            throw Wrong("invalid named capture group", Slice(start, text.Length));
        var begin = at;
        while (!AtEnd && text[at] != '>')
            at++;
        var name = Slice(begin, at);
        if (!Accept('>') || name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            throw Wrong("invalid named capture group", Slice(start, at));
    }

    /// <summary><c>(?i-s)</c> sets flags for what follows and returns false, <c>(?i-s:</c> opens a group and returns true.</summary>
    bool ReadFlags(int start)
    {
        var negate = false;
        var read = flags;
        while (!AtEnd)
        {
            var c = text[at++];
            if (c is ':' or ')')
            {
                if (negate && text[at - 2] == '-')
                    break;
                flags = read;
                return c == ':';
            }

            var flag = c switch
            {
                'i' => Re2Flags.IgnoreCase,
                'm' => Re2Flags.MultiLine,
                's' => Re2Flags.DotMatchesNewline,
                'U' => Re2Flags.Ungreedy,
                _ => Re2Flags.None,
            };
            if (c == '-' && !negate)
                negate = true;
            else if (flag == Re2Flags.None)
                break;
            else
                read = negate ? read & ~flag : read | flag;
        }

        throw AtEnd && text[^1] != ')' ? Wrong("missing )", Slice(start, text.Length)) : Wrong("invalid perl operator", Slice(start, at));
    }

    Re2Node? Escape()
    {
        var start = at++;
        if (AtEnd)
            throw Wrong("trailing \\", pattern);
        Re2PositionKind? position = text[at] switch
        {
            'A' => Re2PositionKind.BeginText,
            'z' => Re2PositionKind.EndText,
            'b' => Re2PositionKind.WordBoundary,
            'B' => Re2PositionKind.NotWordBoundary,
            _ => null,
        };
        if (position is { } kind)
        {
            at++;
            return new Re2Position(kind);
        }

        if (text[at] == 'Q')
        {
            at++;
            literal = true;
            return null;
        }

        at = start;
        return TryClassEscape(out var set) ? new Re2Class(Folded(set)) : Literal(EscapedCodePoint());
    }

    /// <summary><c>\d \pN \p{Greek} …</c>; moves only when it is one.</summary>
    bool TryClassEscape(out CodePointSet set)
    {
        set = CodePointSet.All;
        if (text[at] != '\\' || at + 1 >= text.Length)
            return false;
        var letter = text[at + 1];
        if (letter is 'p' or 'P')
        {
            set = UnicodeClass();
            return true;
        }

        if (letter > 0x7F || Re2Classes.Perl((char)letter) is not { } perl)
            return false;
        at += 2;
        set = perl;
        return true;
    }

    CodePointSet UnicodeClass()
    {
        var start = at;
        var negated = text[at + 1] == 'P';
        at += 2;
        if (AtEnd)
            throw Wrong("invalid character class range", Slice(start, at));
        var name = char.ConvertFromUtf32(text[at++]);
        if (name == "{")
        {
            var begin = at;
            while (!AtEnd && text[at] != '}')
                at++;
            name = Slice(begin, at);
            if (!Accept('}'))
                throw Wrong("invalid character class range", Slice(start, at));
        }

        if (name.StartsWith('^'))
            (negated, name) = (!negated, name[1..]);
        if (!Re2Classes.TryCategory(name, out var set))
            throw Wrong("invalid character class range", Slice(start, at));
        return negated ? set.Negate() : set;
    }

    int EscapedCodePoint()
    {
        var start = at++;
        if (AtEnd)
            throw Wrong("trailing \\", pattern);
        var c = text[at++];
        return c switch
        {
            'a' => 7,
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            'x' => Hexadecimal(start),
            >= '0' and <= '7' => Octal(c, start),
            < 0x80 when !char.IsAsciiLetterOrDigit((char)c) && c != '_' => c,
            _ => throw Wrong("invalid escape sequence", Slice(start, at)),
        };
    }

    int Octal(int first, int start)
    {
        // A single digit other than 0 would be a back-reference, which RE2 does not have.
        if (first != '0' && Peek() is not (>= '0' and <= '7'))
            throw Wrong("invalid escape sequence", Slice(start, at));
        var value = first - '0';
        for (var i = 0; i < 2 && Peek() is >= '0' and <= '7'; i++)
            value = value * 8 + text[at++] - '0';
        return value;
    }

    int Hexadecimal(int start)
    {
        var braces = Accept('{');
        var begin = at;
        var value = 0;
        while (!AtEnd && at - begin < (braces ? 8 : 2) && text[at] < 0x80 && char.IsAsciiHexDigit((char)text[at]))
            value = value * 16 + Convert.ToInt32(((char)text[at++]).ToString(), 16);
        if (at == begin || (braces ? !Accept('}') : at - begin != 2) || value > CodePointSet.Max)
            throw Wrong("invalid escape sequence", Slice(start, Math.Min(at, text.Length)));
        return value;
    }

    CodePointSet Class()
    {
        var start = at++;
        var negated = Accept('^');
        var ranges = new List<(int Low, int High)>();
        for (var first = true; AtEnd || text[at] != ']' || first; first = false)
        {
            if (AtEnd)
                throw Wrong("missing ]", Slice(start, text.Length));
            ranges.AddRange(ClassItem(start).Ranges);
        }

        at++;
        var set = Folded(CodePointSet.From(ranges));
        return negated ? set.Negate() : set;
    }

    CodePointSet ClassItem(int classStart)
    {
        if (text[at] == '[' && Peek(1) == ':' && TryPosixClass(out var posix))
            return posix;
        if (TryClassEscape(out var set))
            return set;
        var start = at;
        var low = ClassCodePoint(classStart);
        if (Peek() != '-' || Peek(1) is -1 or ']')
            return CodePointSet.Of((low, low));
        at++;
        var high = ClassCodePoint(classStart);
        return low <= high ? CodePointSet.Of((low, high)) : throw Wrong("invalid character class range", Slice(start, at));
    }

    int ClassCodePoint(int classStart) =>
        AtEnd ? throw Wrong("missing ]", Slice(classStart, text.Length)) : text[at] == '\\' ? EscapedCodePoint() : text[at++];

    bool TryPosixClass(out CodePointSet set)
    {
        set = CodePointSet.All;
        var end = at + 2;
        while (end + 1 < text.Length && !(text[end] == ':' && text[end + 1] == ']'))
            end++;
        if (end + 1 >= text.Length)
            return false;
        var (name, whole) = (Slice(at + 2, end), Slice(at, end + 2));
        var negated = name.StartsWith('^');
        if (!Re2Classes.TryPosix(negated ? name[1..] : name, out set))
            throw Wrong("invalid character class range", whole);
        if (negated)
            set = set.Negate();
        at = end + 2;
        return true;
    }

    bool Accept(char c)
    {
        if (Peek() != c)
            return false;
        at++;
        return true;
    }

    int Peek(int ahead = 0) => at + ahead < text.Length ? text[at + ahead] : -1;

    string Slice(int from, int to)
    {
        var slice = new StringBuilder();
        for (var i = from; i < to; i++)
            slice.Append(char.ConvertFromUtf32(text[i]));
        return slice.ToString();
    }

    Re2SyntaxException Wrong(string what, string where) => new($"{what}: {where}");
}

[Flags]
enum Re2Flags
{
    None = 0,
    IgnoreCase = 1,
    MultiLine = 2,
    DotMatchesNewline = 4,
    Ungreedy = 8,
}

/// <summary>What is wrong with an expression; never leaves the parser.</summary>
sealed class Re2SyntaxException(string message) : Exception(message);
