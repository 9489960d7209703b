using System.Globalization;
using System.Text;
using Lateen.Net.Http;

namespace Lateen.Proxy.Http;

/// <summary>Makes a response's head and body of a <see cref="LocalReply"/>, as the request's protocol wants it: text, or gRPC's trailers-only form.</summary>
static class LocalReplyWriter
{
    /// <summary>Fills the head and returns the body to send behind it.</summary>
    public static ReadOnlyMemory<byte> Fill(ResponseHead head, LocalReply reply, RequestHead? request)
    {
        var isGrpc = request is not null && GrpcStatuses.IsGrpc(request.Headers);
        head.Status = isGrpc ? 200 : reply.Status;
        foreach (var (name, value) in reply.Headers)
            head.Headers.Append(Encoding.ASCII.GetBytes(name), Encoding.UTF8.GetBytes(value));
        if (isGrpc)
        {
            FillGrpc(head, reply);
            return default;
        }

        head.ContentLength = reply.Body.Length;
        if (reply.Body.IsEmpty)
            return default;
        head.Framing = BodyFraming.Length;
        Span<byte> digits = stackalloc byte[20];
        reply.Body.Length.TryFormat(digits, out var written, provider: CultureInfo.InvariantCulture);
        head.Headers.Set(HeaderId.ContentLength, digits[..written]);
        if (!head.Headers.Contains(HeaderId.ContentType))
            head.Headers.Append(HeaderId.ContentType, "text/plain"u8);
        return request?.IsHead == true ? default : reply.Body;
    }

    static void FillGrpc(ResponseHead head, LocalReply reply)
    {
        var status = reply.GrpcStatus ?? GrpcStatuses.FromHttp(reply.Status);
        head.Headers.Append(HeaderId.ContentType, "application/grpc"u8);
        head.Headers.Append(HeaderId.GrpcStatus, Encoding.ASCII.GetBytes(status.ToString(CultureInfo.InvariantCulture)));
        if (!reply.Body.IsEmpty)
            head.Headers.Append(HeaderId.GrpcMessage, Encoding.ASCII.GetBytes(GrpcStatuses.EncodeMessage(reply.Body.Span)));
    }
}
