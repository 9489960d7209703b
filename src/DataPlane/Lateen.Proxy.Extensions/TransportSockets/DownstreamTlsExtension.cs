using Envoy.Extensions.TransportSockets.Tls.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Extensions.TransportSockets;

/// <summary>envoy.transport_sockets.tls towards whoever connects to us.</summary>
sealed class DownstreamTlsExtension : ITransportSocketExtension
{
    public string Name => "envoy.transport_sockets.tls";

    public string Message => "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext";

    public TransportSocketConfig? Read(TypedConfig config, FieldPath at)
    {
        var message = config.Read(DownstreamTlsContext.Parser, at);
        if (message is null)
            return null;
        if (message.RequireSni == true)
            at["require_sni"].FailUnsupported("require_sni");
        if (message.OcspStaplePolicy != DownstreamTlsContext.Types.OcspStaplePolicy.LenientStapling)
            at["ocsp_staple_policy"].FailUnsupported("OCSP stapling");
        var common = TlsContextReading.Read(message.CommonTlsContext, isServer: true, at["common_tls_context"]);
        if (common is not null && message.RequireClientCertificate == true && common.TrustedCa is null)
            at["require_client_certificate"].Fail("a client certificate is required but no trusted_ca is given to verify it");
        return common is null ? null : new DownstreamTlsConfig
        {
            Common = common,
            RequireClientCertificate = message.RequireClientCertificate == true,
            DisableSessionResumption = message.DisableStatelessSessionResumption && message.DisableStatefulSessionResumption,
        };
    }
}
