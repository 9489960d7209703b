using System.Buffers;

namespace Lateen.Protos.Rules.Values;

/// <summary>protoc-gen-validate's well-known expressions for headers. Where it is not strict, the empty text is a name too.</summary>
sealed class HeaderCharacters
{
    const string NameCharacters = "!#$%&'*+-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz|~";
    static readonly SearchValues<char> StrictName = SearchValues.Create(NameCharacters);
    static readonly SearchValues<char> Loose = SearchValues.Create("\0\r\n");
    readonly bool isName;
    readonly bool strict;

    public HeaderCharacters(bool isName, bool strict) => (this.isName, this.strict) = (isName, strict);

    public string? Violation(string text) => isName ? NameViolation(text) : ValueViolation(text);

    string? NameViolation(string text)
    {
        if (!strict)
            return text.AsSpan().ContainsAny(Loose) ? "value must be a header's name: without NUL, CR and LF" : null;
        ReadOnlySpan<char> name = text.AsSpan(text.StartsWith(':') ? 1 : 0);
        return name.IsEmpty || name.ContainsAnyExcept(StrictName) ? "value must be a header's name: letters, digits and !#$%&'*+-.^_`|~" : null;
    }

    string? ValueViolation(string text) => (strict ? text.Any(one => one is (< ' ' and not '\t') or '\x7f') : text.AsSpan().ContainsAny(Loose))
        ? "value must be a header's value: no control characters" : null;
}
