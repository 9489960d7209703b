using System.Collections.Immutable;
using Lateen.Net;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// Turns endpoints into hosts, on the main loop: a host that was there before keeps its identity, and with it its counters and pools.
/// </summary>
public sealed class ClusterHosts(Cluster cluster, OutlierDetector? outliers = null)
{
    Dictionary<NetAddress, Host> hosts = [];
    EndpointsConfig current = EndpointsConfig.Empty;

    /// <summary>As <see cref="Apply"/>, of the endpoints that are known: some host was ejected or has come back.</summary>
    public ClusterSnapshot Refresh() => Apply(current);

    /// <summary>A snapshot for the workers. An address that is listed twice is used once, at its best priority.</summary>
    public ClusterSnapshot Apply(EndpointsConfig endpoints)
    {
        var next = new Dictionary<NetAddress, Host>();
        var priorities = endpoints.Localities.GroupBy(locality => locality.Priority).OrderBy(group => group.Key)
            .ToDictionary(group => group.Key, group => ToHosts(group, next));
        (hosts, current) = (next, endpoints);
        outliers?.Keep(next.Values);
        var count = priorities.Count == 0 ? 0 : priorities.Keys.Max() + 1;
        return new ClusterSnapshot(
            cluster,
            [.. Enumerable.Range(0, count).Select(priority => priorities.GetValueOrDefault(priority) ?? new PriorityHosts([]))],
            endpoints.OverprovisioningFactor)
        {
            DropOverloads = endpoints.DropOverloads,
        };
    }

    PriorityHosts ToHosts(IEnumerable<LocalityEndpoints> localities, Dictionary<NetAddress, Host> next)
    {
        var shares = localities.Select(locality => new LocalityShare(
            locality.Weight ?? 0,
            [.. locality.Endpoints.Where(endpoint => !next.ContainsKey(endpoint.Address)).Select(endpoint => ToHost(endpoint, locality, next))])).ToImmutableArray();
        return new PriorityHosts([.. shares.SelectMany(share => share.Hosts)])
        {
            Localities = cluster.Config.LocalityWeighted && shares.Any(share => share.Weight > 0) ? shares : [],
        };
    }

    HostState ToHost(EndpointConfig endpoint, LocalityEndpoints locality, Dictionary<NetAddress, Host> next)
    {
        var host = next[endpoint.Address] = hosts.GetValueOrDefault(endpoint.Address) ?? new Host(endpoint.Address) { Outlier = outliers?.NewMonitor() };
        return new HostState
        {
            Host = host,
            Endpoint = endpoint,
            Locality = locality.Locality,
            Priority = locality.Priority,
            TransportSocket = TransportSocketSelection.Select(cluster.Config, endpoint.Metadata, locality.Metadata, out var name),
            TransportSocketName = name,
            IsEjected = host.Outlier?.IsEjected ?? false,
        };
    }
}
