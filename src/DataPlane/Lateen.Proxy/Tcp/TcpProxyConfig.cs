using System.Collections.Immutable;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Tcp;

/// <summary>Relays a connection to a cluster (envoy.filters.network.tcp_proxy).</summary>
public sealed record TcpProxyConfig : ITerminalFilterConfig
{
    public string Name { get; init; } = "envoy.filters.network.tcp_proxy";

    public required string StatPrefix { get; init; }

    /// <summary>Single or weighted.</summary>
    public required ClusterSpecifier Cluster { get; init; }

    /// <summary>Without bytes in either direction. Zero: none.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Zero: none.</summary>
    public TimeSpan MaxDownstreamConnectionDuration { get; init; }

    /// <summary>At least 1.</summary>
    public uint MaxConnectAttempts { get; init; } = 1;

    /// <summary>Connections of one client address go to one host, where the cluster's balancer hashes.</summary>
    public bool HashesSourceAddress { get; init; }

    public ImmutableArray<IAccessLogConfig> AccessLogs { get; init; } = [];

    public Metadata? MetadataMatch { get; init; }

    /// <summary>Registered by whoever reads the configuration, under <see cref="StatPrefix"/>.</summary>
    public TcpProxyStats Stats { get; init; } = TcpProxyStats.None;

    public ITerminalFilter Create(DownstreamConnection connection) => new TcpProxySession(this, connection);

    public bool Equals(TcpProxyConfig? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
