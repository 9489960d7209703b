using System.Buffers;

namespace Lateen.Net.Http;

/// <summary>The character classes of RFC 9110 and 9112, as tables.</summary>
static class Tokens
{
    static readonly byte[] LowerToken = BuildLowerToken();

    /// <summary>Bytes that no field value may hold: controls except TAB, and DEL (RFC 9110 section 5.5).</summary>
    public static readonly SearchValues<byte> NotInValue = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(b => b != '\t').Select(b => (byte)b), 127]);

    /// <summary>Bytes that no request target may hold: controls, SP, DEL and everything outside ASCII.</summary>
    public static readonly SearchValues<byte> NotInTarget = SearchValues.Create(
        [.. Enumerable.Range(0, 33).Select(b => (byte)b), .. Enumerable.Range(127, 129).Select(b => (byte)b)]);

    /// <summary>Whether the byte may stand in a token (RFC 9110 section 5.6.2).</summary>
    public static bool IsToken(byte b) => LowerToken[b] != 0;

    /// <summary>The lower-case form of a token's byte; 0 when it may not stand in a token.</summary>
    public static byte Lower(byte b) => LowerToken[b];

    /// <summary>Without SP and TAB at both ends.</summary>
    public static ReadOnlySpan<byte> TrimOws(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    /// <summary>ASCII equality without regard to case; <paramref name="lower"/> must be lower-case.</summary>
    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => System.Text.Ascii.EqualsIgnoreCase(text, lower);

    /// <summary>The next element of a comma-separated list, trimmed; false at the end. <paramref name="rest"/> moves past it.</summary>
    public static bool NextElement(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> element)
    {
        while (!rest.IsEmpty)
        {
            var comma = rest.IndexOf((byte)',');
            element = TrimOws(comma < 0 ? rest : rest[..comma]);
            rest = comma < 0 ? [] : rest[(comma + 1)..];
            if (!element.IsEmpty)
                return true;
        }

        element = [];
        return false;
    }

    static byte[] BuildLowerToken()
    {
        var table = new byte[256];
        for (var b = 0; b < 128; b++)
            if (char.IsAsciiLetterOrDigit((char)b) || "!#$%&'*+-.^_`|~".Contains((char)b))
                table[b] = (byte)char.ToLowerInvariant((char)b);
        return table;
    }
}
