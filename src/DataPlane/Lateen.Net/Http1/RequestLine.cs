using System.Buffers;
using System.Buffers.Text;
using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>Reads `METHOD SP target SP HTTP/1.x` (RFC 9112 section 3). One SP each: what is more tolerant can be read in two ways.</summary>
static class RequestLine
{
    static readonly SearchValues<byte> EndOfAuthority = SearchValues.Create("/?#"u8);

    /// <summary>Fills method, path, protocol and, for absolute and authority form, the scheme; their authority is kept for <see cref="RequestFraming"/>.</summary>
    public static Http1Error Read(ReadOnlySpan<byte> line, RequestHead head, Http1Options options, out bool lowVersion)
    {
        lowVersion = false;
        var space = line.IndexOf((byte)' ');
        if (space <= 0)
            return Http1Error.Codec;
        head.SetMethod(line[..space]);
        var rest = line[(space + 1)..];
        var second = rest.IndexOf((byte)' ');
        var target = second < 0 ? rest : rest[..second];
        if (target.IsEmpty || target.Contains((byte)'\t'))
            return Http1Error.Codec;
        if (target.ContainsAny(Tokens.NotInTarget))
            return Http1Error.InvalidCharacters;
        var error = second < 0 ? NoVersion(out lowVersion) : ReadVersion(rest[(second + 1)..], head, options, out lowVersion);
        return error != Http1Error.None ? error : ReadTarget(target, head, options);
    }

    static Http1Error NoVersion(out bool lowVersion)
    {
        lowVersion = true;
        return Http1Error.None;
    }

    static Http1Error ReadVersion(ReadOnlySpan<byte> version, RequestHead head, Http1Options options, out bool lowVersion)
    {
        lowVersion = false;
        if (version.SequenceEqual("HTTP/1.1"u8))
            return Http1Error.None;
        head.Protocol = HttpProtocol.Http10;
        head.KeepAlive = false;
        if (version.Length != 8 || !version.StartsWith("HTTP/"u8) || version[6] != '.' || !char.IsAsciiDigit((char)version[5]) || !char.IsAsciiDigit((char)version[7]))
            return Http1Error.Codec;
        lowVersion = !(version.SequenceEqual("HTTP/1.0"u8) && options.AcceptHttp10);
        return Http1Error.None;
    }

    static Http1Error ReadTarget(ReadOnlySpan<byte> target, RequestHead head, Http1Options options)
    {
        if (head.IsConnect)
            return IsHostAndPort(target, portNeeded: true) ? TakeAuthority(target, head) : Http1Error.InvalidUrl;
        if (target[0] == '/')
        {
            head.SetPath(target);
            return Http1Error.None;
        }

        if (target.SequenceEqual("*"u8))
        {
            head.SetPath(target);
            return head.Method.SequenceEqual("OPTIONS"u8) ? Http1Error.None : Http1Error.InvalidUrl;
        }

        var colon = target.IndexOf("://"u8);
        if (colon <= 0)
            return Http1Error.Codec;
        if (options.AllowAbsoluteUrl)
            return ReadAbsolute(target[..colon], target[(colon + 3)..], head);
        head.SetPath(target);
        return Http1Error.None;
    }

    static Http1Error ReadAbsolute(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> rest, RequestHead head)
    {
        if (Tokens.EqualsIgnoreCase(scheme, "http"u8))
            head.SetScheme("http"u8);
        else if (Tokens.EqualsIgnoreCase(scheme, "https"u8))
            head.SetScheme("https"u8);
        else
            return Http1Error.InvalidScheme;
        var end = rest.IndexOfAny(EndOfAuthority);
        var authority = end < 0 ? rest : rest[..end];
        head.SetPath(end < 0 ? "/"u8 : rest[end..]);
        return IsHostAndPort(authority, portNeeded: false) ? TakeAuthority(authority, head) : Http1Error.InvalidUrl;
    }

    static Http1Error TakeAuthority(ReadOnlySpan<byte> authority, RequestHead head)
    {
        head.SetTargetAuthority(authority);
        return Http1Error.None;
    }

    // host, host:port, [v6], [v6]:port; no user information, which Host cannot carry either.
    static bool IsHostAndPort(ReadOnlySpan<byte> text, bool portNeeded)
    {
        if (text.IsEmpty || text.ContainsAny("@/?#\\<>\""u8))
            return false;
        var afterHost = text[0] == '[' ? text.IndexOf((byte)']') + 1 : IndexOrEnd(text, (byte)':');
        if (afterHost <= 0 || (text[0] == '[' && afterHost < 3))
            return false;
        var port = text[afterHost..];
        return port.IsEmpty ? !portNeeded : port[0] == ':' && IsPort(port[1..]);
    }

    static int IndexOrEnd(ReadOnlySpan<byte> text, byte value) => text.IndexOf(value) is var at && at < 0 ? text.Length : at;

    static bool IsPort(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9') && Utf8Parser.TryParse(text, out ushort _, out var used) && used == text.Length;
}
