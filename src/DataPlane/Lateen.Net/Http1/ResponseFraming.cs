using Lateen.Net.Http;

namespace Lateen.Net.Http1;

/// <summary>Decides where a response's body ends (RFC 9112 section 6.3).</summary>
static class ResponseFraming
{
    public static Http1Error Apply(ResponseHead head, in FieldReader fields, bool toHead, bool toConnect, bool toUpgrade)
    {
        if (fields.TransferEncodings > 0 && fields.ContentLength >= 0)
            return Http1Error.ContentLengthAndChunked;
        if (fields.TransferEncodings > 0 && (!fields.IsChunked || head.Protocol == HttpProtocol.Http10))
            return Http1Error.InvalidTransferEncoding;
        var error = SetKeepAlive(head, in fields);
        if (error != Http1Error.None)
            return error;
        return head.Status is < 200 or 204 ? WithoutBody(head, in fields, toUpgrade) : WithBody(head, in fields, toHead, toConnect);
    }

    static Http1Error SetKeepAlive(ResponseHead head, in FieldReader fields)
    {
        var said = ConnectionField.Said.Nothing;
        // What a response's Connection nominates stays: only requests are cleaned of it.
        if (fields.HasConnection && ConnectionField.Apply(head.Headers, removeNominated: false, out said) is var error && error != Http1Error.None)
            return error;
        head.KeepAlive = head.Protocol == HttpProtocol.Http11
            ? (said & ConnectionField.Said.Close) == 0
            : (said & (ConnectionField.Said.KeepAlive | ConnectionField.Said.Close)) == ConnectionField.Said.KeepAlive;
        return Http1Error.None;
    }

    static Http1Error WithoutBody(ResponseHead head, in FieldReader fields, bool toUpgrade)
    {
        if (fields.TransferEncodings > 0)
            return Http1Error.TransferEncodingNotAllowed;
        if (fields.ContentLength > 0)
            return Http1Error.ContentLengthNotAllowed;
        head.Headers.Remove(HeaderId.ContentLength);
        head.Framing = BodyFraming.None;
        if (head.Status != 101)
            return Http1Error.None;
        // A switch that nobody asked for: what follows is another protocol, and no reading of it is safe.
        if (!toUpgrade)
            return Http1Error.Codec;
        head.Framing = BodyFraming.Tunnel;
        return Http1Error.None;
    }

    static Http1Error WithBody(ResponseHead head, in FieldReader fields, bool toHead, bool toConnect)
    {
        head.ContentLength = Math.Max(0, fields.ContentLength);
        if (toConnect && head.Status < 300)
        {
            head.Framing = BodyFraming.Tunnel;
            return fields.TransferEncodings > 0 ? Http1Error.TransferEncodingNotAllowed : fields.ContentLength > 0 ? Http1Error.ContentLengthNotAllowed : Http1Error.None;
        }

        head.Framing = toHead || head.Status == 304 ? BodyFraming.None
            : fields.IsChunked ? BodyFraming.Chunked
            : fields.ContentLength == 0 ? BodyFraming.None
            : fields.ContentLength > 0 ? BodyFraming.Length
            : BodyFraming.UntilClose;
        return Http1Error.None;
    }
}
