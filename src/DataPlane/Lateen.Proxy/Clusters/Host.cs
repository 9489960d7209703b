using Lateen.Net;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// One upstream host of a cluster. Its identity is its address: counters and pools survive updates of weight, health and metadata, which are in its
/// <see cref="HostState"/>. Shared by all workers; the counters are changed by Interlocked.
/// </summary>
public sealed class Host(NetAddress address)
{
    public NetAddress Address { get; } = address;

    /// <summary>The address as ip:port, made once for logs.</summary>
    public string AddressText { get; } = address.ToString();

    /// <summary>What least request compares.</summary>
    public SharedCounter ActiveRequests { get; } = new();

    public SharedCounter ActiveConnections { get; } = new();

    public HostTotals Totals { get; } = new();

    /// <summary>Watches its answers; null where the cluster has no outlier detection.</summary>
    public OutlierMonitor? Outlier { get; init; }

    public override string ToString() => AddressText;
}
