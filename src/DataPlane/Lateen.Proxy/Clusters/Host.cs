using Lateen.Net;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// One upstream host: its identity is its address, so that counters survive updates of weight, health and metadata. Shared by all workers;
/// the counters are padded cells changed by Interlocked.
/// </summary>
public sealed class Host(NetAddress address)
{
    public NetAddress Address { get; } = address;

    public SharedCounter ActiveRequests { get; } = new();

    public SharedCounter ActiveConnections { get; } = new();
}
