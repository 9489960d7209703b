using Lateen.Net.Http;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>Tells gRPC by its content type.</summary>
static class GrpcContent
{
    /// <summary>application/grpc, or that with a format behind "+"; application/grpc-web is something else.</summary>
    public static bool IsGrpc(HeaderTable headers)
    {
        var type = headers.Get(HeaderId.ContentType);
        return type.StartsWith("application/grpc"u8) && (type.Length == 16 || type[16] == '+' || type[16] == ';');
    }
}
