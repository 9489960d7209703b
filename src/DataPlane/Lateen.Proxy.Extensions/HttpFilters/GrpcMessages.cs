namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>How many messages of gRPC a stream has carried so far in each direction.</summary>
sealed class GrpcMessages
{
    /// <summary>Envoy's name for it in a stream's state.</summary>
    public const string Key = "envoy.filters.http.grpc_stats";

    public long Requests { get; set; }

    public long Responses { get; set; }
}
