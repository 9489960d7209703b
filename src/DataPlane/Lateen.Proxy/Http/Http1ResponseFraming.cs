using Lateen.Net.Http;

namespace Lateen.Proxy.Http;

/// <summary>Decides how the end of a response is told to an HTTP/1 client.</summary>
static class Http1ResponseFraming
{
    /// <summary>Sets the head's framing and the length field for what is about to be written.</summary>
    public static void Decide(ResponseHead head, RequestHead? request, bool endStream, bool asHttp10)
    {
        if (head.Framing == BodyFraming.Tunnel && !endStream)
            return;
        var hasLength = head.Headers.Contains(HeaderId.ContentLength);
        if (endStream)
        {
            DecideWithoutBody(head, request, hasLength);
            return;
        }

        if (head.Framing == BodyFraming.Length && hasLength)
            return;
        head.Headers.Remove(HeaderId.ContentLength);
        head.Framing = asHttp10 ? BodyFraming.UntilClose : BodyFraming.Chunked;
    }

    static void DecideWithoutBody(ResponseHead head, RequestHead? request, bool hasLength)
    {
        head.Framing = BodyFraming.None;
        if (head.Status is < 200 or 204 or 304)
            return;
        // The length of a HEAD's answer is the one that GET would have; unknown, it is said as GET would say it.
        if (request?.IsHead == true)
        {
            if (!hasLength)
                head.Framing = BodyFraming.Chunked;
            return;
        }

        head.Headers.Set(HeaderId.ContentLength, "0"u8);
    }
}
