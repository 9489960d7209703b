using System.Collections.Immutable;
using Lateen.Net.Tls;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Transport;

/// <summary>What both directions of TLS have in common (envoy CommonTlsContext).</summary>
public sealed record TlsConfig
{
    /// <summary>Own certificates; a client may have none.</summary>
    public ImmutableArray<SecretSource> Certificates { get; init; } = [];

    /// <summary>Trust anchors; null: the peer is not verified.</summary>
    public SecretSource? TrustedCa { get; init; }

    /// <summary>When not empty, one subject alternative name of the peer must match one of them.</summary>
    public ImmutableArray<SanMatcher> SubjectAltNames { get; init; } = [];

    /// <summary>Revocation lists in PEM besides those that come with the trust anchors; empty: none. With any, every CA of a chain needs one.</summary>
    public ReadOnlyMemory<byte> RevokedPem { get; init; }

    /// <summary>When it or <see cref="PinnedKeys"/> is not empty, the peer's certificate must be one of both: SHA-256 of certificates, lower-case hexadecimal.</summary>
    public ImmutableArray<string> PinnedCertificates { get; init; } = [];

    /// <summary>SHA-256 of SubjectPublicKeyInfo, base64.</summary>
    public ImmutableArray<string> PinnedKeys { get; init; } = [];

    /// <summary>In order of preference; empty: ALPN is neither offered nor selected.</summary>
    public ImmutableArray<string> AlpnProtocols { get; init; } = [];

    public TlsVersion MinimumVersion { get; init; } = TlsVersion.Tls12;

    public TlsVersion MaximumVersion { get; init; } = TlsVersion.Tls13;

    /// <summary>OpenSSL names for TLS 1.2; empty: the defaults.</summary>
    public ImmutableArray<string> CipherSuites { get; init; } = [];

    public ImmutableArray<string> Curves { get; init; } = [];
}

public enum TlsVersion
{
    Tls12,
    Tls13,
}

/// <summary>A secret given in the configuration or fetched by SDS.</summary>
public abstract record SecretSource
{
    /// <summary>A secret delivered later, and again on rotation, under this name.</summary>
    /// <param name="Name">Unique among all secrets, whoever delivers them.</param>
    /// <param name="IsFromAds">Delivered by the control plane's stream; otherwise by the agent.</param>
    public sealed record Sds(string Name, bool IsFromAds = false) : SecretSource;

    /// <summary>Certificate chain and private key in PEM. Never printed.</summary>
    public sealed record InlineCertificate(ReadOnlyMemory<byte> CertificateChainPem, ReadOnlyMemory<byte> PrivateKeyPem) : SecretSource
    {
        public override string ToString() => "inline certificate";
    }

    /// <summary>Trust anchors in PEM, with revocation lists in PEM or empty.</summary>
    public sealed record InlineTrustBundle(ReadOnlyMemory<byte> Pem, ReadOnlyMemory<byte> RevokedPem = default) : SecretSource
    {
        public override string ToString() => "inline trust bundle";
    }
}

public enum SanType
{
    Any,
    Uri,
    Dns,
    Email,
    IpAddress,
}

/// <summary>A condition on the peer certificate's subject alternative names of one type.</summary>
public sealed record SanMatcher(SanType Type, StringMatcher Matcher);

/// <summary>TLS towards whoever connects to us.</summary>
public sealed record DownstreamTlsConfig : TransportSocketConfig
{
    public required TlsConfig Common { get; init; }

    public bool RequireClientCertificate { get; init; }

    public bool DisableSessionResumption { get; init; }

    /// <summary>Shared by the workers, so that a ticket of one is good at another.</summary>
    internal TlsTicketKeys TicketKeys { get; } = new();
}

/// <summary>TLS towards an upstream host.</summary>
public sealed record UpstreamTlsConfig : TransportSocketConfig
{
    public required TlsConfig Common { get; init; }

    /// <summary>Server name to ask for; empty: none, unless the request gives one.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>The picked host's name replaces <see cref="ServerName"/> when it has one.</summary>
    public bool AutoHostServerName { get; init; }

    /// <summary>Sessions kept for resumption; 0: none.</summary>
    public int MaxSessionKeys { get; init; } = 1;
}
