using Envoy.Extensions.Filters.Http.Fault.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>
/// envoy.filters.http.fault: without a fault it does nothing and is left out of the chain, as Istio puts it on every listener; faults, in the
/// chain or on a route, are refused until they are injected.
/// </summary>
sealed class FaultExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.fault";

    public string Message => "envoy.extensions.filters.http.fault.v3.HTTPFault";

    public string? RouteMessage => Message;

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        RefuseFaults(config, at);
        return null;
    }

    public IRouteFilterConfig? ReadRoute(TypedConfig config, FieldPath at)
    {
        RefuseFaults(config, at);
        return null;
    }

    static void RefuseFaults(TypedConfig config, FieldPath at)
    {
        if (config.Read(HTTPFault.Parser, at) is not { } message)
            return;
        if (message.Delay is not null)
            at["delay"].FailUnsupported("a delay fault");
        if (message.Abort is not null)
            at["abort"].FailUnsupported("an abort fault");
        if (message.ResponseRateLimit is not null)
            at["response_rate_limit"].FailUnsupported("a response rate limit");
    }
}
