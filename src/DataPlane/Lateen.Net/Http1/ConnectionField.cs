using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>Reads the Connection fields and removes what they nominate (RFC 9110 section 7.6.1).</summary>
static class ConnectionField
{
    /// <summary>What the options said.</summary>
    [Flags]
    public enum Said : byte
    {
        Nothing = 0,
        Close = 1,
        KeepAlive = 2,
        Upgrade = 4,
    }

    /// <summary>The options of all Connection fields; unknown ones name fields of this hop, which are removed from <paramref name="headers"/>.</summary>
    public static Http1Error Apply(HeaderTable headers, bool removeNominated, out Said said)
    {
        said = Said.Nothing;
        // A value's bytes may move when... nothing is added here, so spans stay valid while fields are marked removed.
        for (var i = headers.IndexOf(HeaderId.Connection, 0); i >= 0; i = headers.IndexOf(HeaderId.Connection, i + 1))
        {
            var rest = headers.ValueAt(i);
            while (Tokens.NextElement(ref rest, out var option))
                if (Read(option, headers, removeNominated, ref said) is var error && error != Http1Error.None)
                    return error;
        }

        return Http1Error.None;
    }

    static Http1Error Read(ReadOnlySpan<byte> option, HeaderTable headers, bool removeNominated, ref Said said)
    {
        if (Tokens.EqualsIgnoreCase(option, "close"u8))
            said |= Said.Close;
        else if (Tokens.EqualsIgnoreCase(option, "keep-alive"u8))
            said |= Said.KeepAlive;
        else if (Tokens.EqualsIgnoreCase(option, "upgrade"u8))
            said |= Said.Upgrade;
        else if (removeNominated)
            return RemoveNominated(option, headers);
        return Http1Error.None;
    }

    static Http1Error RemoveNominated(ReadOnlySpan<byte> option, HeaderTable headers)
    {
        Span<byte> lower = stackalloc byte[128];
        if (option.Length > lower.Length)
            return Http1Error.None;
        lower = lower[..option.Length];
        for (var i = 0; i < option.Length; i++)
            lower[i] = option[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(option[i] | 0x20) : option[i];
        if (IsProtected(lower))
            return Http1Error.ConnectionHeaderRejected;
        // te has rules of its own, and the framing was read already: removing its fields would only hide it from whoever looks.
        if (!lower.SequenceEqual("te"u8) && !lower.SequenceEqual("content-length"u8) && !lower.SequenceEqual("transfer-encoding"u8))
            headers.Remove(lower);
        return Http1Error.None;
    }

    static bool IsProtected(ReadOnlySpan<byte> name) =>
        name[0] == ':' || name.SequenceEqual("x-forwarded-for"u8) || name.SequenceEqual("x-forwarded-host"u8) || name.SequenceEqual("x-forwarded-proto"u8);
}
