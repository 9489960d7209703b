using System.Collections.Frozen;
using System.Collections.Immutable;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Lateen.Core;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Extensions.TransportSockets;

/// <summary>What both directions of TLS have in common. What would weaken a check that this proxy cannot do is refused.</summary>
static class TlsContextReading
{
    static readonly FrozenSet<string> Curves = FrozenSet.ToFrozenSet(["X25519", "P-256", "P-384", "P-521", "X25519MLKEM768"]);

    /// <summary>The configuration; null when something is wrong.</summary>
    public static TlsConfig? Read(CommonTlsContext? context, bool isServer, FieldPath at)
    {
        context ??= new CommonTlsContext();
        RefuseUnsupported(context, at);
        var certificates = ReadCertificates(context, at);
        if (isServer && certificates.IsEmpty)
            at.Fail("No TLS certificates found for server context");
        var parameters = context.TlsParams ?? new TlsParameters();
        var validation = ReadValidation(context, at);
        return new TlsConfig
        {
            Certificates = certificates,
            TrustedCa = validation.TrustedCa,
            SubjectAltNames = validation.Names,
            RevokedPem = validation.RevokedPem,
            PinnedCertificates = validation.PinnedCertificates,
            PinnedKeys = validation.PinnedKeys,
            AlpnProtocols = [.. context.AlpnProtocols],
            MinimumVersion = ReadVersion(parameters.TlsMinimumProtocolVersion, TlsVersion.Tls12),
            MaximumVersion = ReadVersion(parameters.TlsMaximumProtocolVersion, isServer ? TlsVersion.Tls13 : TlsVersion.Tls12),
            CipherSuites = ReadCiphers(parameters.CipherSuites, at["tls_params"]),
            Curves = ReadNames(parameters.EcdhCurves, Curves, "ECDH curves", at["tls_params"]["ecdh_curves"]),
        };
    }

    static void RefuseUnsupported(CommonTlsContext context, FieldPath at)
    {
        if (context.CustomHandshaker is not null)
            at["custom_handshaker"].FailUnsupported("a custom handshaker");
        if (context.CustomTlsCertificateSelector is not null)
            at["custom_tls_certificate_selector"].FailUnsupported("a certificate selector");
        if (context.TlsCertificateProviderInstance is not null)
            at["tls_certificate_provider_instance"].FailUnsupported("a certificate provider");
        if (context.TlsParams?.CompliancePolicies.Count > 0)
            at["tls_params"]["compliance_policies"].FailUnsupported("a compliance policy");
        if (context.TlsParams?.SignatureAlgorithms.Count > 0)
            at["tls_params"]["signature_algorithms"].FailUnsupported("choosing signature algorithms");
    }

    static ImmutableArray<SecretSource> ReadCertificates(CommonTlsContext context, FieldPath at)
    {
        var sources = ImmutableArray.CreateBuilder<SecretSource>();
        for (var i = 0; i < context.TlsCertificates.Count; i++)
            sources.Add(SecretReading.ReadCertificate(context.TlsCertificates[i], at["tls_certificates", i]));
        sources.AddRange(context.TlsCertificateSdsSecretConfigs.Select(Sds));
        return sources.ToImmutable();
    }

    static SecretSource.Sds Sds(SdsSecretConfig config) =>
        new(config.Name, config.SdsConfig?.ConfigSourceSpecifierCase == ConfigSource.ConfigSourceSpecifierOneofCase.Ads);

    static PeerChecks ReadValidation(CommonTlsContext context, FieldPath at)
    {
        switch (context.ValidationContextTypeCase)
        {
            case CommonTlsContext.ValidationContextTypeOneofCase.None:
                return PeerChecks.None;
            case CommonTlsContext.ValidationContextTypeOneofCase.ValidationContext:
                return ReadValidation(context.ValidationContext, null, at["validation_context"]);
            case CommonTlsContext.ValidationContextTypeOneofCase.ValidationContextSdsSecretConfig:
                return PeerChecks.None with { TrustedCa = Sds(context.ValidationContextSdsSecretConfig) };
            case CommonTlsContext.ValidationContextTypeOneofCase.CombinedValidationContext:
                var combined = context.CombinedValidationContext;
                return ReadValidation(
                    combined.DefaultValidationContext ?? new CertificateValidationContext(),
                    combined.ValidationContextSdsSecretConfig is { } sds ? Sds(sds) : null,
                    at["combined_validation_context"]["default_validation_context"]);
            default:
                at.FailUnsupported("a certificate provider");
                return PeerChecks.None;
        }
    }

    static PeerChecks ReadValidation(CertificateValidationContext context, SecretSource? delivered, FieldPath at)
    {
        SecretReading.RefuseUnsupported(context, at);
        var checks = new PeerChecks(
            delivered ?? (context.TrustedCa is not null ? SecretReading.ReadTrustBundle(context, at) : null),
            ReadSans(context, at),
            delivered is null ? default : SecretReading.ReadRevoked(context, at),
            [.. context.VerifyCertificateHash.Select(hash => hash.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant())],
            [.. context.VerifyCertificateSpki]);
        if (checks.TrustedCa is null && !checks.Names.IsEmpty)
            at.Fail("SAN-based verification of peer certificates without trusted CA is insecure and not allowed");
        if (checks.TrustedCa is null && context.Crl is not null)
            at["crl"].Fail("Failed to load CRL without trusted CA");
        return checks;
    }

    static ImmutableArray<SanMatcher> ReadSans(CertificateValidationContext context, FieldPath at)
    {
        var sans = ImmutableArray.CreateBuilder<SanMatcher>();
        for (var i = 0; i < context.MatchTypedSubjectAltNames.Count; i++)
        {
            var typed = context.MatchTypedSubjectAltNames[i];
            if (ReadType(typed.SanType, at["match_typed_subject_alt_names", i]) is { } type)
                sans.Add(new SanMatcher(type, typed.Matcher.Read(at["match_typed_subject_alt_names", i]["matcher"])));
        }

#pragma warning disable CS0612 // The form that Istio sends.
        for (var i = 0; i < context.MatchSubjectAltNames.Count; i++)
            sans.Add(new SanMatcher(SanType.Any, context.MatchSubjectAltNames[i].Read(at["match_subject_alt_names", i])));
#pragma warning restore CS0612
        return sans.ToImmutable();
    }

    static SanType? ReadType(SubjectAltNameMatcher.Types.SanType type, FieldPath at)
    {
        switch (type)
        {
            case SubjectAltNameMatcher.Types.SanType.Dns:
                return SanType.Dns;
            case SubjectAltNameMatcher.Types.SanType.Uri:
                return SanType.Uri;
            case SubjectAltNameMatcher.Types.SanType.Email:
                return SanType.Email;
            case SubjectAltNameMatcher.Types.SanType.IpAddress:
                return SanType.IpAddress;
            default:
                at["san_type"].FailUnsupported($"san_type {type}");
                return null;
        }
    }

    static TlsVersion ReadVersion(TlsParameters.Types.TlsProtocol version, TlsVersion otherwise) => version switch
    {
        TlsParameters.Types.TlsProtocol.TlsAuto => otherwise,
        TlsParameters.Types.TlsProtocol.Tlsv13 => TlsVersion.Tls13,
        // 1.0 and 1.1 are not offered by this proxy; asking for them as the least means 1.2.
        _ => TlsVersion.Tls12,
    };

    // A group of equal preference is written [A|B]: its members keep their order.
    static ImmutableArray<string> ReadCiphers(IEnumerable<string> suites, FieldPath at) =>
        ReadNames(suites.SelectMany(suite => suite.Trim('[', ']').Split('|')), TlsCiphers.All, "cipher suites", at["cipher_suites"]);

    static ImmutableArray<string> ReadNames(IEnumerable<string> names, FrozenSet<string> known, string what, FieldPath at)
    {
        var read = names.ToImmutableArray();
        var unknown = read.Where(name => !known.Contains(name)).ToArray();
        if (unknown.Length > 0)
            at.Fail($"Failed to initialize {what} {string.Join(':', read)}. The following were rejected when tried individually: {string.Join(", ", unknown)}");
        return read;
    }
}
