using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Http.Router;
using RouterMessage = Envoy.Extensions.Filters.Http.Router.V3.Router;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>envoy.filters.http.router: sends the request to its cluster. Always the last filter.</summary>
sealed class RouterExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.router";

    public string Message => "envoy.extensions.filters.http.router.v3.Router";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(RouterMessage.Parser, at) is not { } message)
            return null;
        if (message.UpstreamLog.Count > 0)
            at["upstream_log"].FailUnsupported("an access log of upstream attempts");
        if (message.StrictCheckHeaders.Count > 0)
            at["strict_check_headers"].FailUnsupported("strict_check_headers");
        for (var i = 0; i < message.UpstreamHttpFilters.Count; i++)
        {
            if (message.UpstreamHttpFilters[i].Name != "envoy.filters.http.upstream_codec")
                at["upstream_http_filters", i].FailUnsupported($"the upstream HTTP filter {message.UpstreamHttpFilters[i].Name}");
        }

        return new RouterFilterFactory(name) 
        {
            SuppressEnvoyHeaders = message.SuppressEnvoyHeaders,
            RespectExpectedTimeout = message.RespectExpectedRqTimeout,
        };
    }
}
