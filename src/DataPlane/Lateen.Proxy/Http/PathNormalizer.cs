using System.Buffers;

namespace Lateen.Proxy.Http;

/// <summary>
/// Brings a path into one spelling before anything is decided by it (envoy-compatible): RFC 3986 dot segments and unreserved escapes, backslashes,
/// merged slashes, escaped slashes. Pure; the query is never touched.
/// </summary>
static class PathNormalizer
{
    /// <summary>A path without any of these has one spelling already, apart from "//" and "/.".</summary>
    static readonly SearchValues<byte> Interesting = SearchValues.Create("%\\#\"<>`{}|^"u8);

    static readonly SearchValues<byte> Encoded = SearchValues.Create("\"<>`{}|^"u8);

    /// <summary>
    /// Writes the normalised target into <paramref name="output"/>, which holds three times the input. Unchanged writes nothing.
    /// </summary>
    public static PathOutcome Normalize(ReadOnlySpan<byte> target, HttpConnectionManagerConfig config, Span<byte> output, out int length)
    {
        length = 0;
        var cut = target.IndexOf((byte)'#');
        if (cut >= 0)
            target = target[..cut];
        var queryAt = target.IndexOf((byte)'?');
        var path = queryAt < 0 ? target : target[..queryAt];
        if (IsPlain(path, config))
            return cut < 0 ? PathOutcome.Unchanged : Copy(target, output, out length);
        var outcome = PathOutcome.Changed;
        if (config.EscapedSlashes != EscapedSlashesAction.KeepUnchanged && HasEscapedSlash(path))
            outcome = OutcomeOf(config.EscapedSlashes);
        if (outcome == PathOutcome.Rejected || !TryRewrite(path, config, output, out length))
            return PathOutcome.Rejected;
        if (queryAt >= 0)
        {
            target[queryAt..].CopyTo(output[length..]);
            length += target.Length - queryAt;
        }

        return outcome == PathOutcome.Changed && output[..length].SequenceEqual(target) && cut < 0 ? PathOutcome.Unchanged : outcome;
    }

    static bool IsPlain(ReadOnlySpan<byte> path, HttpConnectionManagerConfig config)
    {
        if (!path.ContainsAny(Interesting))
            return (!config.NormalizePath || path.IndexOf("/."u8) < 0) && (!config.MergeSlashes || path.IndexOf("//"u8) < 0);
        return !config.NormalizePath && config.EscapedSlashes == EscapedSlashesAction.KeepUnchanged && (!config.MergeSlashes || path.IndexOf("//"u8) < 0);
    }

    static PathOutcome Copy(ReadOnlySpan<byte> target, Span<byte> output, out int length)
    {
        target.CopyTo(output);
        length = target.Length;
        return PathOutcome.Changed;
    }

    static PathOutcome OutcomeOf(EscapedSlashesAction action) => action switch
    {
        EscapedSlashesAction.RejectRequest => PathOutcome.Rejected,
        EscapedSlashesAction.UnescapeAndRedirect => PathOutcome.Redirect,
        _ => PathOutcome.Changed,
    };

    static bool HasEscapedSlash(ReadOnlySpan<byte> path)
    {
        for (var at = path.IndexOf((byte)'%'); at >= 0 && at + 2 < path.Length; at = Next(path, at))
            if (EscapedSlash(path, at) != 0)
                return true;
        return false;
    }

    static int Next(ReadOnlySpan<byte> path, int at)
    {
        var next = path[(at + 1)..].IndexOf((byte)'%');
        return next < 0 ? -1 : at + 1 + next;
    }

    /// <summary>'/' or '\' when an escape of one starts at <paramref name="at"/>, else 0.</summary>
    static byte EscapedSlash(ReadOnlySpan<byte> path, int at)
    {
        if (at + 2 >= path.Length)
            return 0;
        return (path[at + 1], (byte)(path[at + 2] | 0x20)) switch
        {
            ((byte)'2', (byte)'f') => (byte)'/',
            ((byte)'5', (byte)'c') => (byte)'\\',
            _ => 0,
        };
    }

    static bool TryRewrite(ReadOnlySpan<byte> path, HttpConnectionManagerConfig config, Span<byte> output, out int length)
    {
        length = 0;
        var unescape = config.EscapedSlashes is EscapedSlashesAction.UnescapeAndForward or EscapedSlashesAction.UnescapeAndRedirect;
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '%' && unescape && EscapedSlash(path, i) is var slash and not 0)
            {
                output[length++] = config.NormalizePath ? (byte)'/' : slash;
                i += 2;
            }
            else if (!config.NormalizePath)
            {
                output[length++] = path[i];
            }
            else if (!TryCanonicalize(path, ref i, output, ref length))
            {
                return false;
            }
        }

        if (config.NormalizePath)
            length = RemoveDotSegments(output[..length]);
        if (config.MergeSlashes)
            length = MergeSlashes(output[..length]);
        return true;
    }

    // One character as the URL standard's path canonicaliser writes it. %00 is refused.
    static bool TryCanonicalize(ReadOnlySpan<byte> path, ref int i, Span<byte> output, ref int length)
    {
        var c = path[i];
        if (c == '%' && i + 2 < path.Length && TryHex(path[i + 1], path[i + 2], out var value))
        {
            if (value == 0)
                return false;
            if (IsUnreserved(value))
            {
                output[length++] = value;
                i += 2;
                return true;
            }
        }

        if (c == '\\')
            output[length++] = (byte)'/';
        else if (c >= 0x80 || Encoded.Contains(c))
            length += Encode(c, output[length..]);
        else
            output[length++] = c;
        return true;
    }

    static int Encode(byte value, Span<byte> output)
    {
        output[0] = (byte)'%';
        output[1] = "0123456789ABCDEF"u8[value >> 4];
        output[2] = "0123456789ABCDEF"u8[value & 15];
        return 3;
    }

    static bool IsUnreserved(byte c) => char.IsAsciiLetterOrDigit((char)c) || c is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';

    static bool TryHex(byte high, byte low, out byte value)
    {
        value = 0;
        if (!char.IsAsciiHexDigit((char)high) || !char.IsAsciiHexDigit((char)low))
            return false;
        value = (byte)((HexValue(high) << 4) | HexValue(low));
        return true;
    }

    static int HexValue(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;

    /// <summary>
    /// In place: what is written never overtakes what is read. Empty segments stay. Servers that take path parameters away see "..;x" as "..", so it is one here
    /// too; also where its dots were escaped, which Envoy leaves.
    /// </summary>
    static int RemoveDotSegments(Span<byte> path)
    {
        var written = 0;
        for (var at = 0; at < path.Length;)
        {
            var start = at + 1;
            var slash = path[start..].IndexOf((byte)'/');
            var end = slash < 0 ? path.Length : start + slash;
            var segment = path[start..end];
            var parameters = segment.IndexOf((byte)';');
            var name = parameters < 0 ? segment : segment[..parameters];
            var isParent = name.SequenceEqual(".."u8);
            var isDots = isParent || name.SequenceEqual("."u8);
            if (isParent)
                written = Math.Max(0, path[..written].LastIndexOf((byte)'/'));
            if (!isDots || end == path.Length)
                path[written++] = (byte)'/';
            if (!isDots)
            {
                segment.CopyTo(path[written..]);
                written += segment.Length;
            }

            at = end;
        }

        return written;
    }

    static int MergeSlashes(Span<byte> path)
    {
        var written = 0;
        for (var i = 0; i < path.Length; i++)
            if (path[i] != '/' || i == 0 || path[i - 1] != '/')
                path[written++] = path[i];
        return written;
    }
}

/// <summary>What normalisation came to.</summary>
enum PathOutcome : byte
{
    /// <summary>The target is as it was.</summary>
    Unchanged,

    /// <summary>A new target was written.</summary>
    Changed,

    /// <summary>A new target was written, which the client is to ask for itself (307).</summary>
    Redirect,

    /// <summary>Refused: 400.</summary>
    Rejected,
}
