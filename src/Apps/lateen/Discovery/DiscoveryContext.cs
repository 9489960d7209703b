using Lateen.Citadel;
using Lateen.Xds.Server;

namespace Lateen.Cli.Discovery;

/// <summary>What the services of one control plane share.</summary>
internal sealed record DiscoveryContext(
    IXdsSource Source, CertificateAuthority Authority, Authenticator Authenticator, TimeProvider Time)
{
    public AdsConnections Connections { get; } = new();

    public DiscoveryMetrics Metrics { get; init; } = new();

    /// <summary>Names this process in nonces: a nonce of another instance is never taken for one of ours.</summary>
    public string Instance { get; } = Guid.NewGuid().ToString("N")[..8];
}
