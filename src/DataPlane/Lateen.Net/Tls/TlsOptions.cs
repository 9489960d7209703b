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
