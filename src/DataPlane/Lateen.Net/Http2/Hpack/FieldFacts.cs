using Lateen.Net.Http;

namespace Lateen.Net.Http2.Hpack;

/// <summary>What is known of a field's name and value: found out once when a field enters a table, and then kept with it.</summary>
/// <param name="Id">The known header's number, or None.</param>
/// <param name="Hash">The name's <see cref="KnownHeaders.Hash"/>.</param>
/// <param name="Flaws">What is wrong with it.</param>
readonly record struct FieldFacts(HeaderId Id, uint Hash, FieldFlaws Flaws)
{
    public static FieldFacts OfName(ReadOnlySpan<byte> name)
    {
        var hash = KnownHeaders.Hash(name);
        return new FieldFacts(KnownHeaders.Find(name, hash), hash, FlawsOfName(name));
    }

    /// <summary>The same name with a value.</summary>
    public FieldFacts With(ReadOnlySpan<byte> value) =>
        this with { Flaws = (Flaws & ~FieldFlaws.Value) | (value.ContainsAny(Tokens.NotInValue) ? FieldFlaws.Value : FieldFlaws.None) };

    // RFC 9113 section 8.2.1: tokens in lower case; a colon only in front of pseudo-headers.
    static FieldFlaws FlawsOfName(ReadOnlySpan<byte> name)
    {
        var token = name.StartsWith((byte)':') ? name[1..] : name;
        if (token.IsEmpty)
            return FieldFlaws.Name;
        var flaws = FieldFlaws.None;
        foreach (var b in token)
        {
            if (b == 0 || Tokens.Lower(b) != b)
                return FieldFlaws.Name;
            if (b == '_')
                flaws = FieldFlaws.Underscore;
        }

        return flaws;
    }
}

/// <summary>What can be wrong with a field by itself.</summary>
[Flags]
enum FieldFlaws : byte
{
    None = 0,

    /// <summary>No token, or with upper-case letters.</summary>
    Name = 1,

    /// <summary>Holds control characters.</summary>
    Value = 2,

    /// <summary>The name has an underscore, which configuration may refuse.</summary>
    Underscore = 4,
}
