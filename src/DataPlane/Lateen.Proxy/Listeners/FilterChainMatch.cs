using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Proxy.Listeners;

/// <summary>Conditions of a filter chain; an empty list or null asks nothing (envoy.config.listener.v3.FilterChainMatch).</summary>
public sealed record FilterChainMatch
{
    public static FilterChainMatch Everything { get; } = new();

    public int? DestinationPort { get; init; }

    public ImmutableArray<Cidr> Destinations { get; init; } = [];

    /// <summary>Lower case; a name or `*.suffix`.</summary>
    public ImmutableArray<string> ServerNames { get; init; } = [];

    /// <summary>`tls`, `raw_buffer`, or empty for any.</summary>
    public string TransportProtocol { get; init; } = "";

    public ImmutableArray<string> ApplicationProtocols { get; init; } = [];

    /// <summary>Of the peer of the socket, whatever a proxy protocol header said.</summary>
    public ImmutableArray<Cidr> DirectSources { get; init; } = [];

    public ConnectionSourceType SourceType { get; init; }

    public ImmutableArray<Cidr> Sources { get; init; } = [];

    public ImmutableArray<int> SourcePorts { get; init; } = [];
}

public enum ConnectionSourceType
{
    Any,
    SameIpOrLoopback,
    External,
}
