using Envoy.Extensions.Filters.Http.Cors.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>envoy.filters.http.cors: answers browsers' preflights and tells them which origins may read a response, by the policies of routes.</summary>
sealed class CorsExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.cors";

    public string Message => "envoy.extensions.filters.http.cors.v3.Cors";

    public string? RouteMessage => "envoy.extensions.filters.http.cors.v3.CorsPolicy";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context) =>
        config.Read(Cors.Parser, at) is null ? null : new CorsFilterFactory(name);

    public IRouteFilterConfig? ReadRoute(TypedConfig config, FieldPath at)
    {
        if (config.Read(CorsPolicy.Parser, at) is not { } policy)
            return null;
        return new CorsConfig
        {
            Origins = [.. policy.AllowOriginStringMatch.Select((matcher, i) => matcher.Read(at["allow_origin_string_match", i]))],
            AllowMethods = policy.AllowMethods,
            AllowHeaders = policy.AllowHeaders,
            ExposeHeaders = policy.ExposeHeaders,
            MaxAge = policy.MaxAge,
            AllowCredentials = policy.AllowCredentials ?? false,
            AllowPrivateNetwork = policy.AllowPrivateNetworkAccess ?? false,
            ForwardUnmatchedPreflights = policy.ForwardNotMatchingPreflights ?? true,
            Enabled = (policy.FilterEnabled?.DefaultValue).Read(new(100, 100)),
        };
    }
}
