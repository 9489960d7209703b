using System.Buffers.Text;
using Lateen.Net.Http;
using Lateen.Net.Http2.Hpack;

namespace Lateen.Net.Http2;

/// <summary>Heads as header blocks (RFC 9113 section 8). What belongs to a hop of HTTP/1 stays behind.</summary>
static class HeadEncoder
{
    const int MethodGet = 2, MethodPost = 3, PathRoot = 4, SchemeHttp = 6, SchemeHttps = 7;

    /// <summary>Pseudo-headers beside their values.</summary>
    const int Overhead = 128;

    public static int MaxLength(RequestHead head) =>
        head.Method.Length + head.Scheme.Length + head.Authority.Length + head.Path.Length + Overhead + MaxLength(head.Headers);

    public static int MaxLength(HeaderTable fields) => fields.MaxLinesLength + (fields.Count * HpackEncoder.FieldOverhead) + HpackEncoder.SizeUpdateBytes + Overhead;

    /// <summary>An upgrade becomes an extended CONNECT (RFC 8441). Returns the bytes written.</summary>
    public static int Write(HpackEncoder encoder, RequestHead head, Span<byte> target)
    {
        var at = encoder.Begin(target);
        at = WriteMethod(encoder, head, target, at);
        if (!head.IsConnect)
        {
            at = WriteScheme(encoder, head.Scheme, target, at);
            at = head.Path.SequenceEqual("/"u8)
                ? HpackEncoder.WriteStatic(target, at, PathRoot)
                : encoder.Write(target, at, HeaderId.Path, head.Path);
        }

        at = encoder.Write(target, at, HeaderId.Authority, head.Authority);
        if (head.IsUpgrade)
            at = encoder.Write(target, at, HeaderId.Protocol, head.Headers.Get(HeaderId.Upgrade));
        return WriteFields(encoder, head.Headers, target, at, head.Framing);
    }

    /// <summary>The status is the one to be said: 200 where HTTP/1 says 101.</summary>
    public static int Write(HpackEncoder encoder, ResponseHead head, int status, Span<byte> target)
    {
        var at = WriteStatus(encoder, status, target, encoder.Begin(target));
        return WriteFields(encoder, head.Headers, target, at, head.Framing);
    }

    public static int Write(HpackEncoder encoder, HeaderTable trailers, Span<byte> target) =>
        WriteFields(encoder, trailers, target, encoder.Begin(target), BodyFraming.None);

    static int WriteMethod(HpackEncoder encoder, RequestHead head, Span<byte> target, int at)
    {
        if (head.IsUpgrade)
            return encoder.Write(target, at, HeaderId.Method, "CONNECT"u8);
        if (head.Method.SequenceEqual("GET"u8))
            return HpackEncoder.WriteStatic(target, at, MethodGet);
        return head.Method.SequenceEqual("POST"u8)
            ? HpackEncoder.WriteStatic(target, at, MethodPost)
            : encoder.Write(target, at, HeaderId.Method, head.Method);
    }

    static int WriteScheme(HpackEncoder encoder, ReadOnlySpan<byte> scheme, Span<byte> target, int at)
    {
        if (scheme.IsEmpty || scheme.SequenceEqual("http"u8))
            return HpackEncoder.WriteStatic(target, at, SchemeHttp);
        return scheme.SequenceEqual("https"u8)
            ? HpackEncoder.WriteStatic(target, at, SchemeHttps)
            : encoder.Write(target, at, HeaderId.Scheme, scheme);
    }

    static int WriteStatus(HpackEncoder encoder, int status, Span<byte> target, int at)
    {
        var index = status switch
        {
            200 => 8,
            204 => 9,
            206 => 10,
            304 => 11,
            400 => 12,
            404 => 13,
            500 => 14,
            _ => 0,
        };
        if (index > 0)
            return HpackEncoder.WriteStatic(target, at, index);
        Span<byte> digits = stackalloc byte[8];
        Utf8Formatter.TryFormat(status, digits, out var length);
        return encoder.Write(target, at, HeaderId.Status, digits[..length]);
    }

    static int WriteFields(HpackEncoder encoder, HeaderTable fields, Span<byte> target, int at, BodyFraming framing)
    {
        for (var i = 0; i < fields.Capacity; i++)
        {
            if (!fields.IsLive(i))
                continue;
            var id = fields.IdAt(i);
            if (IsOfHop(id, framing))
                continue;
            var value = fields.ValueAt(i);
            if (id == HeaderId.Te && !value.SequenceEqual("trailers"u8))
                continue;
            at = encoder.Write(target, at, id, fields.HashAt(i), fields.NameAt(i), value);
        }

        return at;
    }

    // A length beside a body of unknown total would be a lie somebody told before us.
    static bool IsOfHop(HeaderId id, BodyFraming framing) => id switch
    {
        HeaderId.Connection or HeaderId.KeepAlive or HeaderId.ProxyConnection or HeaderId.TransferEncoding or HeaderId.Upgrade => true,
        HeaderId.ContentLength => framing is BodyFraming.Chunked or BodyFraming.Tunnel,
        HeaderId.None => false,
        _ => id <= HeaderId.Status,
    };
}
