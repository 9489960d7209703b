using System.Collections.Immutable;

namespace Lateen.Proxy.Transport;

/// <summary>What a request or connection asks of the transport beyond the cluster's configuration. Pools of different options are different pools.</summary>
public readonly record struct UpstreamTransportOptions
{
    /// <summary>Replaces the configured server name; null keeps it.</summary>
    public string? ServerName { get; init; }

    /// <summary>Replaces the configured ALPN list, as istio.alpn asks; default keeps it.</summary>
    public ImmutableArray<string> AlpnProtocols { get; init; }
}
