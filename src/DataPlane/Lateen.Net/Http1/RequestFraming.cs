using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>Decides, once a request's fields are complete, where its body ends (RFC 9112 section 6) and what its Connection fields mean.</summary>
static class RequestFraming
{
    public static Http1Error Apply(RequestHead head, in FieldReader fields, Http1Options options)
    {
        var error = CheckLengths(head, in fields);
        if (error != Http1Error.None)
            return error;
        head.ApplyTargetAuthority();
        var said = ConnectionField.Said.Nothing;
        if (fields.HasConnection && ConnectionField.Apply(head.Headers, removeNominated: true, out said) is var refused && refused != Http1Error.None)
            return refused;
        head.KeepAlive = head.Protocol == HttpProtocol.Http11
            ? (said & ConnectionField.Said.Close) == 0
            : (said & (ConnectionField.Said.KeepAlive | ConnectionField.Said.Close)) == ConnectionField.Said.KeepAlive;
        head.IsUpgrade = (said & ConnectionField.Said.Upgrade) != 0 && head.Protocol == HttpProtocol.Http11 && KeepsUpgrade(head.Headers);
        return SetFraming(head, in fields);
    }

    static Http1Error CheckLengths(RequestHead head, in FieldReader fields)
    {
        if (fields.TransferEncodings == 0)
            return Http1Error.None;
        if (fields.ContentLength >= 0)
            return Http1Error.ContentLengthAndChunked;
        if (!fields.IsChunked)
            return Http1Error.InvalidTransferEncoding;
        // A 1.0 server behind us might not know chunks, and read the body as a next request.
        return head.Protocol == HttpProtocol.Http10 ? Http1Error.InvalidTransferEncoding : Http1Error.None;
    }

    // Cleartext HTTP/2 by upgrade is not offered: such a request is served as HTTP/1.1.
    static bool KeepsUpgrade(HeaderTable headers)
    {
        if (!headers.TryGet(HeaderId.Upgrade, out var protocols))
            return false;
        if (!Tokens.EqualsIgnoreCase(protocols, "h2c"u8))
            return !protocols.IsEmpty;
        headers.Remove(HeaderId.Upgrade);
        headers.Remove("http2-settings"u8);
        return false;
    }

    static Http1Error SetFraming(RequestHead head, in FieldReader fields)
    {
        var hasBody = fields.IsChunked || fields.ContentLength > 0;
        if (head.IsConnect || head.IsUpgrade)
        {
            head.Framing = BodyFraming.Tunnel;
            return hasBody || (head.IsConnect && fields.ContentLength == 0) ? Http1Error.BodyDisallowed : Http1Error.None;
        }

        head.Framing = fields.IsChunked ? BodyFraming.Chunked : hasBody ? BodyFraming.Length : BodyFraming.None;
        head.ContentLength = Math.Max(0, fields.ContentLength);
        return Http1Error.None;
    }
}
