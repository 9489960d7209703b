using Lateen.Net;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Clusters;

/// <summary>The hosts that an ORIGINAL_DST cluster has made on one worker: one per destination, dropped when nothing uses them.</summary>
sealed class OriginalDestinationHosts(ClusterConfig cluster, ClusterDiscovery.OriginalDestination discovery)
{
    /// <summary>Beyond this many destinations unused ones go at once, and new ones are refused when all are in use.</summary>
    public const int Limit = 16384;

    readonly Dictionary<NetAddress, HostState> hosts = [];

    public IEnumerable<HostState> Hosts => hosts.Values;

    /// <summary>Null without an IP destination, or beyond the limit.</summary>
    public HostState? Find(NetAddress destination)
    {
        if (!destination.IsIp) return null;
        if (discovery.PortOverride is { } port) destination = destination.WithPort((ushort)port);
        if (hosts.TryGetValue(destination, out var host)) return host;
        if (hosts.Count >= Limit) RemoveUnused(null);
        if (hosts.Count >= Limit) return null;
        return hosts[destination] = Create(destination);
    }

    /// <summary>Drops hosts without connections and requests.</summary>
    public void RemoveUnused(Action<Host>? removed)
    {
        foreach (var (address, state) in hosts)
        {
            if (state.Host.ActiveConnections.Value > 0 || state.Host.ActiveRequests.Value > 0) continue;
            hosts.Remove(address);
            removed?.Invoke(state.Host);
        }
    }

    HostState Create(NetAddress destination)
    {
        var endpoint = new EndpointConfig { Address = destination };
        return new HostState
        {
            Host = new Host(destination),
            Endpoint = endpoint,
            TransportSocket = TransportSocketSelection.Select(cluster, Metadata.Empty, Metadata.Empty, out var name),
            TransportSocketName = name,
        };
    }
}
