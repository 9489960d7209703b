using System.Collections.Immutable;

namespace Lateen.Net.Tls;

/// <summary>What servers and clients have in common. Never printed: it holds private keys.</summary>
public abstract class TlsOptions
{
    /// <summary>
    /// Certificate chains with their keys; several only to offer several kinds of key (RSA and ECDSA). Empty: none.
    /// </summary>
    public ImmutableArray<TlsIdentity> Identities { get; init; } = [];

    /// <summary>Trust anchors as concatenated PEM; any of them, intermediates too, ends a chain. Empty: the peer's certificate is not verified.</summary>
    public ReadOnlyMemory<byte> TrustBundlePem { get; init; }

    /// <summary>Concatenated PEM of revocation lists; empty ones are none. With any, every CA of a peer's chain needs one.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> RevokedPems { get; init; } = [];

    /// <summary>When it or <see cref="PinnedKeys"/> is not empty, a peer's certificate must be one of both: SHA-256 of the certificate, lower-case hexadecimal.</summary>
    public ImmutableArray<string> PinnedCertificates { get; init; } = [];

    /// <summary>SHA-256 of the SubjectPublicKeyInfo, base64.</summary>
    public ImmutableArray<string> PinnedKeys { get; init; } = [];

    internal bool HasPins => !PinnedCertificates.IsDefaultOrEmpty || !PinnedKeys.IsDefaultOrEmpty;

    /// <summary>Whether a peer's certificate is judged at all.</summary>
    internal bool JudgesPeers => !TrustBundlePem.IsEmpty || HasPins;

    /// <summary>Whether a verified certificate belongs to who is expected; null accepts every verified one. Must be pure: answers are remembered.</summary>
    public Func<CertificateSummary, bool>? PeerNames { get; init; }

    /// <summary>In order of preference; a server chooses by its own order, and goes on without a protocol when none is common.</summary>
    public ImmutableArray<string> AlpnProtocols { get; init; } = [];

    public TlsProtocolVersion MinVersion { get; init; } = TlsProtocolVersion.Tls12;

    public TlsProtocolVersion MaxVersion { get; init; } = TlsProtocolVersion.Tls13;

    /// <summary>OpenSSL names for TLS 1.2 ("ECDHE-ECDSA-AES128-GCM-SHA256"); empty: ECDHE with AES-GCM or ChaCha20.</summary>
    public ImmutableArray<string> CipherSuites { get; init; } = [];

    /// <summary>OpenSSL or Envoy names ("X25519", "P-256"); empty: these two.</summary>
    public ImmutableArray<string> Curves { get; init; } = [];

    /// <summary>Peer certificates whose verification is remembered; at most until the first certificate of the chain expires.</summary>
    public int VerifiedPeerLimit { get; init; } = 1024;
}
