using System.Text;

namespace Lateen.Net.Http;

/// <summary>
/// A header's name, lower-cased and numbered once (when configuration is read) and compared often. "host" is the same name as
/// ":authority", as on every protocol that the proxy speaks. Pseudo-headers are names too.
/// </summary>
public sealed class HeaderName : IEquatable<HeaderName>
{
    readonly byte[] _bytes;

    HeaderName(byte[] bytes, HeaderId id, uint hash)
    {
        _bytes = bytes;
        Id = id;
        Hash = hash;
    }

    /// <summary>The known header's number, or None.</summary>
    public HeaderId Id { get; }

    /// <summary>The lower-case name.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    internal uint Hash { get; }

    /// <summary>The name of a known header.</summary>
    public static HeaderName Of(HeaderId id) => Of(Encoding.ASCII.GetString(KnownHeaders.NameOf(id)));

    /// <summary>A name in any case. It must be a token of RFC 9110 section 5.6.2, or a pseudo-header; see <see cref="IsValid"/>.</summary>
    public static HeaderName Of(string name)
    {
        if (!IsValid(name))
            throw new ArgumentException($"'{name}' is no header name: it may hold letters, digits and !#$%&'*+-.^_`|~ only.", nameof(name));
        var lower = name.ToLowerInvariant();
        var bytes = Encoding.ASCII.GetBytes(lower == "host" ? ":authority" : lower);
        var hash = KnownHeaders.Hash(bytes);
        return new HeaderName(bytes, KnownHeaders.Find(bytes, hash), hash);
    }

    /// <summary>Whether <see cref="Of(string)"/> would accept the name.</summary>
    public static bool IsValid(string name)
    {
        var token = name.StartsWith(':') ? name.AsSpan(1) : name.AsSpan();
        foreach (var c in token)
            if (c > 127 || !Tokens.IsToken((byte)c))
                return false;
        return token.Length > 0;
    }

    public bool Equals(HeaderName? other) => other is not null && other.Hash == Hash && other.Bytes.SequenceEqual(Bytes);

    public override bool Equals(object? obj) => Equals(obj as HeaderName);

    public override int GetHashCode() => (int)Hash;

    public override string ToString() => Encoding.ASCII.GetString(_bytes);
}
