using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using GrpcStatsConfig = Envoy.Extensions.Filters.Http.GrpcStats.V3.FilterConfig;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>
/// envoy.filters.http.grpc_stats: counts messages of gRPC, which this proxy relays as TCP so far; accepted, and left out of the chain.
/// </summary>
sealed class GrpcStatsExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.grpc_stats";

    public string Message => "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        config.Read(GrpcStatsConfig.Parser, GrpcStatsConfig.Descriptor, at);
        return null;
    }
}
