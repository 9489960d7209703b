using System.Collections.Immutable;
using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>Which ports and hosts gateway proxies serve.</summary>
sealed class GatewayKind : IstioKind<Gateway>
{
    public override string Name => "Gateway";

    public override ImmutableArray<string>? Honoured =>
    [
        "selector", "servers.bind", "servers.hosts", "servers.name", "servers.port.name", "servers.port.number", "servers.port.protocol",
        "servers.tls.caCertCredentialName", "servers.tls.caCertificates", "servers.tls.caCrl", "servers.tls.cipherSuites", "servers.tls.credentialName",
        "servers.tls.credentialNames", "servers.tls.httpsRedirect", "servers.tls.maxProtocolVersion", "servers.tls.minProtocolVersion", "servers.tls.mode",
        "servers.tls.privateKey", "servers.tls.serverCertificate", "servers.tls.subjectAltNames", "servers.tls.tlsCertificates.privateKey",
        "servers.tls.tlsCertificates.serverCertificate", "servers.tls.verifyCertificateHash", "servers.tls.verifyCertificateSpki",
    ];

    private protected override void Validate(Gateway spec, ObjectReport report) => GatewayRules.Check(spec, report);
}
