using Lateen.Net.Http;
using Lateen.Net.Http2.Hpack;

namespace Lateen.Net.Http2;

/// <summary>Header blocks as heads, by the rules of RFC 9113 section 8.</summary>
static class HeadDecoder
{
    /// <summary>A request's head. The answer is Compression when the connection's state is lost.</summary>
    public static Http2Error ReadRequest(HpackDecoder decoder, ReadOnlySpan<byte> block, RequestHead head, Http2Options options, bool endStream)
    {
        var list = new FieldList(options);
        var pseudo = default(RequestPseudo);
        var reader = decoder.Read(block);
        while (reader.Next(out var field))
        {
            if (!list.Accept(field))
                continue;
            if (field.Name[0] == ':')
                pseudo.Take(field, head, ref list);
            else if (field.Id == HeaderId.Cookie)
                AddCookie(field, head.Headers, ref list);
            else if (field.Id != HeaderId.Authority)
                list.Add(field, head.Headers);
            else
                pseudo.TakeHost(field, head, ref list);
        }

        if (reader.Error != HpackError.None)
            return Http2Error.Compression;
        if (list.Error != Http2Error.None)
            return list.Error;
        head.Protocol = HttpProtocol.Http2;
        if (pseudo.Finish(head, options.AllowConnect) is var broken and not Http2Error.None)
            return broken;
        SetFraming(head, list.ContentLength, endStream);
        return endStream && list.ContentLength > 0 ? Http2Error.LengthMismatch : Http2Error.None;
    }

    /// <summary>A response's head, final or interim. <paramref name="isTunnel"/>: the request was a CONNECT.</summary>
    public static Http2Error ReadResponse(
        HpackDecoder decoder, ReadOnlySpan<byte> block, ResponseHead head, Http2Options options, bool endStream, bool isTunnel)
    {
        var list = new FieldList(options);
        var reader = decoder.Read(block);
        while (reader.Next(out var field))
        {
            if (!list.Accept(field))
                continue;
            if (field.Name[0] != ':')
                list.Add(field, head.Headers);
            else if (list.AcceptPseudo(isRepeated: head.Status != 0) && !TakeStatus(field, head))
                list.Fail(Http2Error.InvalidField);
        }

        if (reader.Error != HpackError.None)
            return Http2Error.Compression;
        if (list.Error != Http2Error.None)
            return list.Error;
        if (head.Status == 0 || (head.Status < 200 && endStream))
            return Http2Error.InvalidMessage;
        head.Protocol = HttpProtocol.Http2;
        head.ContentLength = Math.Max(0, list.ContentLength);
        head.Framing = endStream || head.Status < 200 ? BodyFraming.None
            : isTunnel && head.Status < 300 ? BodyFraming.Tunnel
            : list.ContentLength >= 0 ? BodyFraming.Length : BodyFraming.Chunked;
        return Http2Error.None;
    }

    /// <summary>Trailers, into a table that may be null: then they are only decoded.</summary>
    public static Http2Error ReadTrailers(HpackDecoder decoder, ReadOnlySpan<byte> block, HeaderTable? trailers, Http2Options options)
    {
        var list = new FieldList(options);
        var reader = decoder.Read(block);
        while (reader.Next(out var field))
        {
            if (!list.Accept(field))
                continue;
            if (field.Name[0] == ':')
                list.Fail(Http2Error.InvalidField);
            else if (trailers is not null)
                list.Add(field, trailers);
        }

        return reader.Error != HpackError.None ? Http2Error.Compression : list.Error;
    }

    static bool TakeStatus(in HpackField field, ResponseHead head)
    {
        var value = field.Value;
        if (field.Id != HeaderId.Status || value.Length != 3 || value.ContainsAnyExceptInRange((byte)'0', (byte)'9') || value[0] == '0')
            return false;
        head.Status = ((value[0] - '0') * 100) + ((value[1] - '0') * 10) + value[2] - '0';
        return true;
    }

    // Section 8.2.3: crumbs are one field again for everybody behind us.
    static void AddCookie(in HpackField field, HeaderTable headers, ref FieldList list)
    {
        if (headers.Contains(HeaderId.Cookie))
            headers.AppendToList(HeaderId.Cookie, field.Value, "; "u8);
        else
            list.Add(field, headers);
    }

    static void SetFraming(RequestHead head, long contentLength, bool endStream)
    {
        head.ContentLength = Math.Max(0, contentLength);
        head.Framing = head.IsConnect || head.IsUpgrade ? BodyFraming.Tunnel
            : endStream ? BodyFraming.None
            : contentLength >= 0 ? BodyFraming.Length : BodyFraming.Chunked;
    }
}
