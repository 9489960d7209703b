using Envoy.Extensions.Filters.Listener.TlsInspector.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.ListenerFilters;

/// <summary>envoy.filters.listener.tls_inspector: whether a connection begins with a TLS ClientHello, and its server name and ALPN.</summary>
sealed class TlsInspectorExtension : IListenerFilterExtension
{
    public string Name => "envoy.filters.listener.tls_inspector";

    public string Message => "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector";

    public IListenerFilterConfig? Read(string name, PortPredicate? disabledFor, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(TlsInspector.Parser, at) is null)
            return null;
        var scope = context.Stats.Scope("tls_inspector");
        return new TlsInspectorConfig(name, disabledFor)
        {
            TlsFound = scope.Counter("tls_found"),
            TlsNotFound = scope.Counter("tls_not_found"),
            TooLarge = scope.Counter("client_hello_too_large"),
            AlpnFound = scope.Counter("alpn_found"),
            SniFound = scope.Counter("sni_found"),
        };
    }
}
