using System.Buffers;

namespace Lateen.Proxy.Extensions.ListenerFilters;

/// <summary>Tells from the beginning of a byte stream whether it is HTTP.</summary>
static class FirstLine
{
    /// <summary>A first line longer than this is not HTTP.</summary>
    public const int MaxBytes = 64 * 1024;

    static readonly SearchValues<byte> MethodBytes = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    static readonly SearchValues<byte> NotInTarget = SearchValues.Create(
        [.. Enumerable.Range(0, 33).Select(b => (byte)b), 127]);

    /// <summary>What stands there.</summary>
    public static FirstLineKind Classify(ReadOnlySpan<byte> bytes)
    {
        var preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;
        var common = Math.Min(bytes.Length, preface.Length);
        if (common > 0 && bytes[..common].SequenceEqual(preface[..common]))
            return common == preface.Length ? FirstLineKind.Http2Preface : FirstLineKind.Incomplete;
        var method = bytes.IndexOfAnyExcept(MethodBytes);
        if (method < 0)
            return Unfinished(bytes);
        if (method == 0 || bytes[method] != ' ')
            return FirstLineKind.NotHttp;
        return AfterMethod(bytes, bytes[(method + 1)..]);
    }

    static FirstLineKind AfterMethod(ReadOnlySpan<byte> all, ReadOnlySpan<byte> rest)
    {
        var target = rest.IndexOfAny(NotInTarget);
        if (target < 0)
            return Unfinished(all);
        if (target == 0 || rest[target] != ' ')
            return FirstLineKind.NotHttp;
        var version = rest[(target + 1)..];
        var expected = "HTTP/1."u8;
        var common = Math.Min(version.Length, expected.Length);
        if (!version[..common].SequenceEqual(expected[..common]))
            return FirstLineKind.NotHttp;
        if (version.Length < expected.Length + 2)
            return Unfinished(all);
        if (version[expected.Length + 1] is not ((byte)'\r' or (byte)'\n'))
            return FirstLineKind.NotHttp;
        return version[expected.Length] switch
        {
            (byte)'0' => FirstLineKind.Http10,
            (byte)'1' => FirstLineKind.Http11,
            _ => FirstLineKind.NotHttp,
        };
    }

    static FirstLineKind Unfinished(ReadOnlySpan<byte> bytes) => bytes.Length < MaxBytes ? FirstLineKind.Incomplete : FirstLineKind.NotHttp;
}

/// <summary>What <see cref="FirstLine.Classify"/> saw.</summary>
enum FirstLineKind
{
    Incomplete,
    Http10,
    Http11,
    Http2Preface,
    NotHttp,
}
