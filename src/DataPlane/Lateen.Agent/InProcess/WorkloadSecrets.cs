using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Lateen.Core;
using Lateen.Identity;
using Lateen.Xds;

namespace Lateen.Agent.InProcess;

/// <summary>A workload's certificate as the two secrets under which proxies ask for it.</summary>
public static class WorkloadSecrets
{
    public static IReadOnlyList<XdsResource> Of(WorkloadCertificate certificate) =>
    [
        XdsResource.Of(SecretName.Workload, new Secret
        {
            Name = SecretName.Workload,
            TlsCertificate = new TlsCertificate { CertificateChain = Inline(certificate.ChainPem), PrivateKey = Inline(certificate.KeyPem) },
        }),
        XdsResource.Of(SecretName.RootCa, new Secret
        {
            Name = SecretName.RootCa,
            ValidationContext = new CertificateValidationContext { TrustedCa = Inline(certificate.Roots.Pem) },
        }),
    ];

    static DataSource Inline(string pem) => new() { InlineBytes = ByteString.CopyFromUtf8(pem) };
}
