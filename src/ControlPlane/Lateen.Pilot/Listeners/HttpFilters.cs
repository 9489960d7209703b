using Envoy.Extensions.Filters.Http.Cors.V3;
using Envoy.Extensions.Filters.Http.Fault.V3;
using Envoy.Extensions.Filters.Http.GrpcStats.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Authentication;
using Lateen.Pilot.Authorization;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Routes;

namespace Lateen.Pilot.Listeners;

/// <summary>The HTTP filters of a chain, in Istio's order.</summary>
static class HttpFilters
{
    public const string RouterName = "envoy.filters.http.router";

    const string GrpcStatsName = "envoy.filters.http.grpc_stats";

    public static IEnumerable<HttpFilter> Of(ListenerContext context, ChainRole role)
    {
        var capabilities = context.Capabilities;
        if (capabilities.MetadataExchange)
            yield return Make(context, IstioFilters.MetadataExchange, IstioFilters.HttpMetadataExchange(Direction(role)));
        foreach (var filter in RbacFilters.CustomHttp(context.Authorization, new(context.Mesh, capabilities.IsUpstream), context.Emitter))
            yield return filter;
        if (JwtFilter.Of(context.Authentication, role == ChainRole.Gateway, context.Emitter) is { } tokens)
            yield return tokens;
        foreach (var filter in RbacFilters.Http(context.Authorization, new(context.Mesh, capabilities.IsUpstream), context.Emitter))
            yield return filter;
        yield return Make(context, GrpcStatsName, Any.Pack(new FilterConfig { EmitFilterState = true, StatsForAllMethods = false }));
        if (capabilities.AlpnOverride && role != ChainRole.Inbound)
            yield return Make(context, IstioFilters.Alpn, IstioFilters.AlpnConfig());
        yield return Make(context, RouteFilters.FaultName, Any.Pack(new HTTPFault()));
        yield return Make(context, RouteFilters.CorsName, Any.Pack(new Cors()));
        if (capabilities.Stats && context.Mesh.HasMetrics)
            yield return Make(context, IstioFilters.Stats, IstioFilters.StatsConfig(isServer: role != ChainRole.Outbound), "defaultProviders.metrics");
        yield return Make(context, RouterName, Any.Pack(new Router { SuppressEnvoyHeaders = context.Mesh.Proxy.ProxyHeaders?.EnvoyDebugHeaders?.Disabled == true }));
    }

    static TrafficDirection Direction(ChainRole role) => role == ChainRole.Inbound ? TrafficDirection.Inbound : TrafficDirection.Outbound;

    static HttpFilter Make(ListenerContext context, string name, Any config, string path = "") =>
        context.Emitter.Emit(new HttpFilter { Name = name, TypedConfig = config }, context.Mesh.At(path));
}
