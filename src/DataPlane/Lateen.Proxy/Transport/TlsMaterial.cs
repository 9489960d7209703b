using System.Collections.Immutable;
using Lateen.Net.Tls;

namespace Lateen.Proxy.Transport;

/// <summary>The keys and trust anchors that a TLS configuration stands for at one moment.</summary>
sealed class TlsMaterial
{
    readonly ImmutableArray<SecretValue> delivered;

    TlsMaterial(ImmutableArray<TlsIdentity> identities, SecretSource.InlineTrustBundle? trust, ImmutableArray<SecretValue> delivered)
    {
        Identities = identities;
        TrustBundle = trust?.Pem ?? default;
        RevokedPem = trust?.RevokedPem ?? default;
        this.delivered = delivered;
    }

    public ImmutableArray<TlsIdentity> Identities { get; }

    /// <summary>Empty: the peer is not verified.</summary>
    public ReadOnlyMemory<byte> TrustBundle { get; }

    /// <summary>The revocation lists that came with the trust anchors; empty: none.</summary>
    public ReadOnlyMemory<byte> RevokedPem { get; }

    /// <summary>Null while a secret has not come: a handshake without it must not succeed.</summary>
    public static TlsMaterial? TryResolve(TlsConfig config, SecretStore secrets)
    {
        var identities = ImmutableArray.CreateBuilder<TlsIdentity>();
        var delivered = ImmutableArray.CreateBuilder<SecretValue>();
        foreach (var source in config.Certificates)
        {
            if (FindIdentity(source, secrets, delivered) is not { } identity) return null;
            identities.Add(identity);
        }
        if (config.TrustedCa is null) return new TlsMaterial(identities.ToImmutable(), null, delivered.ToImmutable());
        return FindTrustBundle(config.TrustedCa, secrets, delivered) is { } bundle
            ? new TlsMaterial(identities.ToImmutable(), bundle, delivered.ToImmutable())
            : null;
    }

    /// <summary>False once a secret was replaced or removed.</summary>
    public bool IsCurrent(SecretStore secrets)
    {
        foreach (var secret in delivered)
            if (!ReferenceEquals(secrets.Find(secret.Name), secret)) return false;
        return true;
    }

    static TlsIdentity? FindIdentity(SecretSource source, SecretStore secrets, ImmutableArray<SecretValue>.Builder delivered)
    {
        if (source is SecretSource.InlineCertificate inline) return new TlsIdentity(inline.CertificateChainPem, inline.PrivateKeyPem);
        if (source is not SecretSource.Sds sds || secrets.Find(sds.Name) is not SecretValue.Certificate secret) return null;
        delivered.Add(secret);
        return new TlsIdentity(secret.ChainPem, secret.PrivateKeyPem);
    }

    static SecretSource.InlineTrustBundle? FindTrustBundle(SecretSource source, SecretStore secrets, ImmutableArray<SecretValue>.Builder delivered)
    {
        if (source is SecretSource.InlineTrustBundle inline) return inline;
        if (source is not SecretSource.Sds sds || secrets.Find(sds.Name) is not SecretValue.TrustBundle secret) return null;
        delivered.Add(secret);
        return new SecretSource.InlineTrustBundle(secret.Pem, secret.RevokedPem);
    }
}
