using Lateen.Net;

namespace Lateen.Proxy.Clusters;

/// <summary>The endpoints of one DNS cluster: each name is watched on its own, and stands for as many hosts as it has addresses, or for one (LOGICAL_DNS).</summary>
public sealed class WatchedEndpoints
{
    readonly ClusterDiscovery.Dns discovery;
    readonly Action<EndpointsConfig> changed;
    readonly Dictionary<string, WatchedName> names = new(StringComparer.OrdinalIgnoreCase);
    bool isComplete;

    internal WatchedEndpoints(ClusterDiscovery.Dns discovery, INameResolver resolver, IEventLoop loop, IRandom random, Action<EndpointsConfig> changed)
    {
        this.discovery = discovery;
        this.changed = changed;
        foreach (var name in discovery.Names.Localities.SelectMany(locality => locality.Endpoints).Select(endpoint => endpoint.DnsName).Where(name => name.Length > 0))
            if (!names.ContainsKey(name)) names[name] = new WatchedName(name, discovery, resolver, loop, random, OnChanged);
        if (names.Count == 0) loop.Post(_ => OnChanged(), null);
    }

    /// <summary>Asks no more.</summary>
    public void Stop()
    {
        foreach (var name in names.Values) name.Stop();
    }

    internal void Start()
    {
        foreach (var name in names.Values) name.Ask();
    }

    // One name that fails holds up the others only until each was answered once.
    void OnChanged()
    {
        isComplete = isComplete || names.Values.All(name => name.IsAnswered);
        if (isComplete) changed(Resolved());
    }

    EndpointsConfig Resolved() => discovery.Names with
    {
        Localities = [.. discovery.Names.Localities.Select(locality => locality with { Endpoints = [.. locality.Endpoints.SelectMany(Expand)] })],
    };

    IEnumerable<EndpointConfig> Expand(EndpointConfig endpoint)
    {
        if (endpoint.DnsName.Length == 0) return [endpoint];
        var addresses = names[endpoint.DnsName].Addresses;
        return (discovery.Logical ? addresses.Take(1) : addresses).Select(address => endpoint with
        {
            Address = address.WithPort(endpoint.Address.Port),
            Hostname = endpoint.Hostname.Length > 0 ? endpoint.Hostname : endpoint.DnsName,
        });
    }
}
