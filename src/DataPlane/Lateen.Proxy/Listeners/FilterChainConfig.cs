using System.Collections.Immutable;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Listeners;

/// <summary>What happens to connections that a match chooses. Compared by reference.</summary>
public sealed record FilterChainConfig
{
    /// <summary>May be empty.</summary>
    public string Name { get; init; } = "";

    public FilterChainMatch Match { get; init; } = FilterChainMatch.Everything;

    public TransportSocketConfig TransportSocket { get; init; } = RawBufferConfig.Instance;

    /// <summary>Time for the TLS handshake. Zero: no bound.</summary>
    public TimeSpan TransportSocketConnectTimeout { get; init; }

    /// <summary>In order; the last is terminal. Empty: connections are closed at once.</summary>
    public required ImmutableArray<INetworkFilterConfig> Filters { get; init; }

    public Metadata Metadata { get; init; } = Metadata.Empty;

    public override string ToString() => Name.Length > 0 ? Name : Match.ToString();
}
