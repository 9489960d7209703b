using Lateen.Net.Http;

namespace Lateen.Proxy.Http;

/// <summary>How HTTP statuses of local replies look to gRPC clients.</summary>
static class GrpcStatuses
{
    /// <summary>The grpc-status for an HTTP status (envoy's mapping, which differs from gRPC's own list for 429).</summary>
    public static int FromHttp(int status) => status switch
    {
        400 => 13,
        401 => 16,
        403 => 7,
        404 => 12,
        429 or 502 or 503 or 504 => 14,
        _ => 2,
    };

    /// <summary>The HTTP status that a grpc-status counts as (google.rpc.Code's own mapping).</summary>
    public static int ToHttp(int status) => status switch
    {
        0 => 200,
        1 => 499,
        3 or 9 or 11 => 400,
        4 => 504,
        5 => 404,
        6 or 10 => 409,
        7 => 403,
        8 => 429,
        12 => 501,
        14 => 503,
        16 => 401,
        _ => 500,
    };

    /// <summary>Whether a request is gRPC: "application/grpc", alone or with a suffix.</summary>
    public static bool IsGrpc(HeaderTable headers)
    {
        var type = headers.Get(HeaderId.ContentType);
        return type.StartsWith("application/grpc"u8) && (type.Length == 16 || type[16] == '+');
    }

    /// <summary>grpc-message: percent-encoded where a field value could not hold it.</summary>
    public static string EncodeMessage(ReadOnlySpan<byte> message)
    {
        var text = new System.Text.StringBuilder(message.Length);
        foreach (var b in message)
            if (b is >= 0x20 and < 0x7f and not (byte)'%')
                text.Append((char)b);
            else
                text.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        return text.ToString();
    }
}
