using Envoy.Extensions.Filters.Http.Cors.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>
/// envoy.filters.http.cors: its policies are on routes, and are refused there until they are enforced; without one the filter does nothing
/// and is left out of the chain.
/// </summary>
sealed class CorsExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.cors";

    public string Message => "envoy.extensions.filters.http.cors.v3.Cors";

    public string? RouteMessage => "envoy.extensions.filters.http.cors.v3.CorsPolicy";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        config.Read(Cors.Parser, at);
        return null;
    }
}
