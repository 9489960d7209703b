using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using GrpcStatsConfig = Envoy.Extensions.Filters.Http.GrpcStats.V3.FilterConfig;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>
/// envoy.filters.http.grpc_stats: counts the messages of gRPC calls and leaves the counts to later filters, as istio.stats wants them. Envoy's own counters per
/// cluster and method are not kept: Istio asks for none of them.
/// </summary>
sealed class GrpcStatsExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.grpc_stats";

    public string Message => "envoy.extensions.filters.http.grpc_stats.v3.FilterConfig";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(GrpcStatsConfig.Parser, at) is not { } message)
            return null;
        if (message.StatsForAllMethods == true)
            at["stats_for_all_methods"].FailUnsupported("a counter for each method");
        if (message.IndividualMethodStatsAllowlist is not null)
            at["individual_method_stats_allowlist"].FailUnsupported("a counter for each method");
        return message.EmitFilterState ? new GrpcStatsFilterFactory(name) : null;
    }
}
