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

    /// <summary>Trust anchors, with the revocation lists beside them.</summary>
    public static SecretSource.InlineTrustBundle ReadTrustBundle(CertificateValidationContext context, FieldPath at)
    {
        var pem = (context.TrustedCa ?? new DataSource()).Read(at["trusted_ca"]);
        if (!Holds(pem, "-----BEGIN CERTIFICATE-----"u8))
            at["trusted_ca"].Fail("Failed to load trusted CA certificates: there is no PEM certificate");
        return new SecretSource.InlineTrustBundle(pem, ReadRevoked(context, at));
    }

    /// <summary>Revocation lists; empty when there is none.</summary>
    public static ReadOnlyMemory<byte> ReadRevoked(CertificateValidationContext context, FieldPath at)
    {
        if (context.Crl is null)
            return default;
        var pem = context.Crl.Read(at["crl"]);
        if (!Holds(pem, "-----BEGIN X509 CRL-----"u8))
            at["crl"].Fail("Failed to load CRL: there is no PEM revocation list");
        return pem;
    }

    /// <summary>Notes conditions on peers that this proxy cannot check.</summary>
    public static void RefuseUnsupported(CertificateValidationContext context, FieldPath at)
    {
        if (context.OnlyVerifyLeafCertCrl)
            at["only_verify_leaf_cert_crl"].FailUnsupported("looking for revoked leaves only");
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
