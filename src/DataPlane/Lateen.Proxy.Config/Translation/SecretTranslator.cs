using Envoy.Extensions.TransportSockets.Tls.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Extensions.TransportSockets;
using Lateen.Proxy.Runtime;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Config.Translation;

/// <summary>Secret -> <see cref="SecretValue"/>.</summary>
static class SecretTranslator
{
    /// <summary>The secret; null, with every reason noted, when something is wrong.</summary>
    public static SecretValue? Translate(Secret secret, ProblemList problems)
    {
        var at = problems.Root;
        SecretValue? value = null;
        switch (secret.TypeCase)
        {
            case Secret.TypeOneofCase.TlsCertificate:
                var certificate = SecretReading.ReadCertificate(secret.TlsCertificate, at["tls_certificate"]);
                value = new SecretValue.Certificate(secret.Name, certificate.CertificateChainPem, certificate.PrivateKeyPem);
                break;
            case Secret.TypeOneofCase.ValidationContext:
                SecretReading.RefuseUnsupported(secret.ValidationContext, at["validation_context"]);
                RefuseNames(secret.ValidationContext, at["validation_context"]);
                RefusePins(secret.ValidationContext, at["validation_context"]);
                var bundle = SecretReading.ReadTrustBundle(secret.ValidationContext, at["validation_context"]);
                value = new SecretValue.TrustBundle(secret.Name, bundle.Pem, bundle.RevokedPem);
                break;
            default:
                at["type"].FailUnsupported($"a secret of type {secret.TypeCase}");
                break;
        }

        return problems.IsEmpty ? value : null;
    }

    // The same with pins.
    static void RefusePins(CertificateValidationContext context, FieldPath at)
    {
        if (context.VerifyCertificateHash.Count + context.VerifyCertificateSpki.Count > 0)
            at["verify_certificate_hash"].FailUnsupported("certificate pinning inside a secret");
    }

    // Names in the secret would be added to those in the configuration: dropping them would check less.
    static void RefuseNames(CertificateValidationContext context, FieldPath at)
    {
#pragma warning disable CS0612
        if (context.MatchTypedSubjectAltNames.Count + context.MatchSubjectAltNames.Count > 0)
            at["match_typed_subject_alt_names"].FailUnsupported("subject names inside a secret");
#pragma warning restore CS0612
    }
}
