using System.Text;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Extensions.TransportSockets;

/// <summary>envoy.transport_sockets.tls towards upstream hosts.</summary>
sealed class UpstreamTlsExtension : ITransportSocketExtension
{
    /// <summary>The longest server name that TLS can carry.</summary>
    const int MaxServerNameBytes = 255;

    public string Name => "envoy.transport_sockets.tls";

    public string Message => "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext";

    public TransportSocketConfig? Read(TypedConfig config, FieldPath at)
    {
        var message = config.Read(UpstreamTlsContext.Parser, at);
        if (message is null)
            return null;
        if (Encoding.UTF8.GetByteCount(message.Sni) > MaxServerNameBytes)
            at["sni"].Fail("value length must be at most 255 bytes");
        if (message.Sni.Contains('\0', StringComparison.Ordinal))
            at["sni"].Fail("SNI names containing NULL-byte are not allowed");
        if (message.AllowRenegotiation)
            at["allow_renegotiation"].FailUnsupported("renegotiation");
        var common = TlsContextReading.Read(message.CommonTlsContext, isServer: false, at["common_tls_context"]);
        return common is null ? null : new UpstreamTlsConfig
        {
            Common = common,
            ServerName = message.Sni,
            AutoHostServerName = message.AutoHostSni,
            MaxSessionKeys = (int)Math.Min(message.MaxSessionKeys ?? 1, int.MaxValue),
        };
    }
}
