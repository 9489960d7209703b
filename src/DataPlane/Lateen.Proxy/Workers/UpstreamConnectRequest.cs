using Lateen.Proxy.Observability;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Workers;

/// <summary>What a new upstream connection is for.</summary>
public readonly record struct UpstreamConnectRequest
{
    public RoutingPriority Priority { get; init; }

    public UpstreamTransportOptions Transport { get; init; }

    /// <summary>True for a pool that has no connection yet: it may open one beyond max_connections, so that no pool starves.</summary>
    public bool MayExceedLimit { get; init; }

    /// <summary>Where upstream filters leave what they learn; null runs no filters (HTTP pools).</summary>
    public StreamInfo? StreamInfo { get; init; }
}
