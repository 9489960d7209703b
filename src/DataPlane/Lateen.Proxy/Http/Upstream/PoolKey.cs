using System.Runtime.CompilerServices;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>What connections must have in common to be used for each other's requests. ALPN lists are compared by identity: configuration holds one of each.</summary>
readonly struct PoolKey(Host host, RoutingPriority priority, UpstreamTransportOptions transport, UpstreamProtocol protocol) : IEquatable<PoolKey>
{
    readonly Host host = host;
    readonly RoutingPriority priority = priority;
    readonly UpstreamTransportOptions transport = transport;
    readonly UpstreamProtocol protocol = protocol;

    public Host Host => host;

    public bool Equals(PoolKey other) =>
        ReferenceEquals(host, other.host) && priority == other.priority && protocol == other.protocol && transport.AlpnProtocols == other.transport.AlpnProtocols
        && transport.ServerName == other.transport.ServerName;

    public override bool Equals(object? obj) => obj is PoolKey other && Equals(other);

    public override int GetHashCode() => (RuntimeHelpers.GetHashCode(host) * 16) + ((int)protocol * 4) + (int)priority + (transport.ServerName?.GetHashCode(StringComparison.Ordinal) ?? 0);
}
