using System.Text;
using Lateen.Net;

namespace Lateen.Proxy.Observability;

/// <summary>
/// What is known about a downstream connection: made once per connection by the listener, then only read. Texts are made once here so
/// that logging a request makes none.
/// </summary>
public sealed record ConnectionInfo
{
    byte[][]? peerNames;

    /// <summary>A connection about which nothing is known.</summary>
    public static ConnectionInfo None { get; } = new();

    /// <summary>A number that differs for every connection of the process.</summary>
    public long Id { get; init; }

    /// <summary>The peer of the socket, without port.</summary>
    public string RemoteIp { get; init; } = "";

    /// <summary>The peer of the socket, as ip:port.</summary>
    public string RemoteAddress { get; init; } = "";

    /// <summary>The address that the client meant (the original destination where traffic is redirected), as ip:port.</summary>
    public string LocalAddress { get; init; } = "";

    /// <summary>The address that the client meant, as a value.</summary>
    public NetAddress Local { get; init; }

    /// <summary>The client: the socket's peer, or who a PROXY protocol header says.</summary>
    public NetAddress Remote { get; init; }

    /// <summary>The peer of the socket, whatever headers said.</summary>
    public NetAddress DirectRemote { get; init; }

    /// <summary>The server name of TLS' ClientHello; null without.</summary>
    public string? RequestedServerName { get; init; }

    /// <summary>Whether the connection is TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>The peer's certificate was presented and verified.</summary>
    public bool IsMutualTls { get; init; }

    /// <summary>URI names of the peer's certificate (its SPIFFE id).</summary>
    public IReadOnlyList<string> PeerUriSans { get; init; } = [];

    /// <summary>DNS names of the peer's certificate.</summary>
    public IReadOnlyList<string> PeerDnsSans { get; init; } = [];

    /// <summary>The subject of the peer's certificate in RFC 2253 form.</summary>
    public string PeerSubject { get; init; } = "";

    /// <summary>
    /// What policies call the peer, UTF-8: the URI names of its certificate, without one its DNS names, without one its subject. Made when first asked, on the
    /// connection's worker.
    /// </summary>
    public ReadOnlySpan<byte[]> PeerNames => peerNames ??= [.. (PeerUriSans.Count > 0 ? PeerUriSans : PeerDnsSans.Count > 0 ? PeerDnsSans : [PeerSubject]).Select(Encoding.UTF8.GetBytes)];

    /// <summary>SHA-256 of the peer's certificate, lower-case hex.</summary>
    public string PeerCertificateSha256 { get; init; } = "";

    /// <summary>The peer's certificate in PEM; null without.</summary>
    public string? PeerCertificatePem { get; init; }

    /// <summary>The chain that the peer presented in PEM, leaf first; null without.</summary>
    public string? PeerCertificateChainPem { get; init; }

    /// <summary>URI names of our own certificate.</summary>
    public IReadOnlyList<string> LocalUriSans { get; init; } = [];

    /// <summary>The filter chain's name.</summary>
    public string? FilterChainName { get; init; }
}
