using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Extensions.TransportSockets;

/// <summary>Certificates and trust anchors, given in the configuration or delivered by SDS. Errors never quote contents.</summary>
public static class SecretReading
{
    /// <summary>A certificate chain with its key.</summary>
    public static SecretSource.InlineCertificate ReadCertificate(TlsCertificate certificate, FieldPath at)
    {
        if (certificate.PrivateKeyProvider is not null)
            at["private_key_provider"].FailUnsupported("a private key provider");
        if (certificate.Pkcs12 is not null)
            at["pkcs12"].FailUnsupported("PKCS #12");
        if (certificate.Password is not null)
            at["password"].FailUnsupported("an encrypted private key");
        var chain = certificate.CertificateChain.Read(at["certificate_chain"]);
        var key = certificate.PrivateKey.Read(at["private_key"]);
        if (!Holds(chain, "-----BEGIN CERTIFICATE-----"u8))
            at["certificate_chain"].Fail("Failed to load certificate chain: it has no PEM certificate");
        if (!Holds(key, "PRIVATE KEY-----"u8))
            at["private_key"].Fail("Failed to load private key: it has no PEM private key");
        return new SecretSource.InlineCertificate(chain, key);
    }

    /// <summary>Trust anchors.</summary>
    public static SecretSource.InlineTrustBundle ReadTrustBundle(DataSource source, FieldPath at)
    {
        var pem = source.Read(at);
        if (!Holds(pem, "-----BEGIN CERTIFICATE-----"u8))
            at.Fail("Failed to load trusted CA certificates: there is no PEM certificate");
        return new SecretSource.InlineTrustBundle(pem);
    }

    /// <summary>Notes conditions on peers that this proxy cannot check.</summary>
    public static void RefuseUnsupported(CertificateValidationContext context, FieldPath at)
    {
        if (context.VerifyCertificateHash.Count > 0)
            at["verify_certificate_hash"].FailUnsupported("certificate pinning");
        if (context.VerifyCertificateSpki.Count > 0)
            at["verify_certificate_spki"].FailUnsupported("certificate pinning");
        if (context.Crl is not null)
            at["crl"].FailUnsupported("a revocation list");
        if (context.CustomValidatorConfig is not null)
            at["custom_validator_config"].FailUnsupported("a custom validator");
        if (context.AllowExpiredCertificate)
            at["allow_expired_certificate"].FailUnsupported("accepting expired certificates");
        if (context.TrustChainVerification != CertificateValidationContext.Types.TrustChainVerification.VerifyTrustChain)
            at["trust_chain_verification"].FailUnsupported("accepting untrusted certificates");
        if (context.SystemRootCerts is not null)
            at["system_root_certs"].FailUnsupported("the system's root certificates");
        if (context.CaCertificateProviderInstance is not null)
            at["ca_certificate_provider_instance"].FailUnsupported("a certificate provider");
    }

    static bool Holds(ReadOnlyMemory<byte> pem, ReadOnlySpan<byte> marker) => pem.Span.IndexOf(marker) >= 0;
}
