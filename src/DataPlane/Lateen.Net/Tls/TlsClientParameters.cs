using System.Collections.Immutable;

namespace Lateen.Net.Tls;

/// <summary>What differs from connection to connection of one client.</summary>
public readonly record struct TlsClientParameters
{
    /// <summary>SNI in place of the configured one; null keeps that, empty sends none.</summary>
    public string? ServerName { get; init; }

    /// <summary>Protocols to offer in place of the configured ones; default keeps those.</summary>
    public ImmutableArray<string> AlpnProtocols { get; init; }
}
