using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>Secrets as they may be shown: certificates, but no keys.</summary>
static class SecretMessages
{
    /// <summary>What stands in the place of a key, as in Envoy.</summary>
    public static DataSource Redacted => new() { InlineBytes = ByteString.CopyFromUtf8("[redacted]") };

    public static Secret Of(string name, SecretValue? value) => value switch
    {
        SecretValue.Certificate certificate => new Secret
        {
            Name = name,
            TlsCertificate = new TlsCertificate { CertificateChain = Bytes(certificate.ChainPem), PrivateKey = Redacted },
        },
        SecretValue.TrustBundle bundle => new Secret
        {
            Name = name,
            ValidationContext = new CertificateValidationContext { TrustedCa = Bytes(bundle.Pem), Crl = bundle.RevokedPem.IsEmpty ? null : Bytes(bundle.RevokedPem) },
        },
        _ => new Secret { Name = name },
    };

    static DataSource Bytes(ReadOnlyMemory<byte> pem) => new() { InlineBytes = ByteString.CopyFrom(pem.Span) };
}
