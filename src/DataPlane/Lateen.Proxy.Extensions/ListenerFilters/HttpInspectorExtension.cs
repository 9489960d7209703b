using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.ListenerFilters;

/// <summary>envoy.filters.listener.http_inspector: whether plaintext is HTTP, and which.</summary>
sealed class HttpInspectorExtension : IListenerFilterExtension
{
    public string Name => "envoy.filters.listener.http_inspector";

    public string Message => "envoy.extensions.filters.listener.http_inspector.v3.HttpInspector";

    public IListenerFilterConfig? Read(string name, PortPredicate? disabledFor, TypedConfig config, FieldPath at, ReadingContext context)
    {
        var scope = context.Stats.Scope("http_inspector");
        return new HttpInspectorConfig(name, disabledFor)
        {
            Http10 = scope.Counter("http10_found"),
            Http11 = scope.Counter("http11_found"),
            Http2 = scope.Counter("http2_found"),
            NotFound = scope.Counter("http_not_found"),
        };
    }
}
