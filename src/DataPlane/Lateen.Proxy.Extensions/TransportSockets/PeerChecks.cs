using System.Collections.Immutable;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Extensions.TransportSockets;

/// <summary>What a TLS context demands of peers; the fields are those of <see cref="TlsConfig"/>.</summary>
sealed record PeerChecks(
    SecretSource? TrustedCa, ImmutableArray<SanMatcher> Names, ReadOnlyMemory<byte> RevokedPem,
    ImmutableArray<string> PinnedCertificates, ImmutableArray<string> PinnedKeys)
{
    /// <summary>Nothing.</summary>
    public static readonly PeerChecks None = new(null, [], default, [], []);
}
