using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using WarmListeners = Lateen.Proxy.Config.Warming.Listeners;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>The route configurations that listeners hold themselves, as Istio's inbound chains do.</summary>
static class InlineRoutes
{
    public static IEnumerable<RouteConfiguration> Of(WarmListeners listeners)
    {
        foreach (var (_, _, active, _, _) in listeners.All)
        {
            foreach (var filter in active is null ? [] : Filters(active.Source))
            {
                if (filter.TypedConfig?.Is(HttpConnectionManager.Descriptor) == true
                    && filter.TypedConfig.Unpack<HttpConnectionManager>().RouteConfig is { } inline)
                    yield return inline;
            }
        }
    }

    static IEnumerable<Filter> Filters(Listener listener) =>
        listener.FilterChains.Append(listener.DefaultFilterChain).Where(chain => chain is not null).SelectMany(chain => chain.Filters);
}
