using System.Runtime.CompilerServices;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>What connections must have in common to be used for each other's requests. ALPN lists are compared by identity: configuration holds one of each.</summary>
readonly struct PoolKey(Host host, RoutingPriority priority, UpstreamTransportOptions transport) : IEquatable<PoolKey>
{
    readonly Host host = host;
    readonly RoutingPriority priority = priority;
    readonly UpstreamTransportOptions transport = transport;

    public Host Host => host;

    public bool Equals(PoolKey other) =>
        ReferenceEquals(host, other.host) && priority == other.priority && transport.AlpnProtocols == other.transport.AlpnProtocols
        && transport.ServerName == other.transport.ServerName;

    public override bool Equals(object? obj) => obj is PoolKey other && Equals(other);

    public override int GetHashCode() => (RuntimeHelpers.GetHashCode(host) * 4) + (int)priority + (transport.ServerName?.GetHashCode(StringComparison.Ordinal) ?? 0);
}
