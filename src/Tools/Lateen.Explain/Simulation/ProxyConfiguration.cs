using System.Collections.Immutable;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Route.V3;
using Lateen.Net;
using Lateen.Proxy.Config.Translation;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Routing;
using Listener = Envoy.Config.Listener.V3.Listener;

namespace Lateen.Explain.Simulation;

/// <summary>Everything that one proxy was given, read by the proxy's own readers.</summary>
public sealed class ProxyConfiguration
{
    readonly Dictionary<NetAddress, ListenerConfig> listeners = [];
    readonly Dictionary<string, RouteTable> tables = new(StringComparer.Ordinal);
    readonly Dictionary<string, Cluster> clusters;
    readonly Dictionary<string, ClusterLoadAssignment> assignments;
    readonly List<string> refusals = [];

    /// <param name="nodeId">Who the proxy is: type~address~name.namespace~domain.</param>
    public ProxyConfiguration(
        string nodeId, IEnumerable<Listener> listeners, IEnumerable<RouteConfiguration> routes, IEnumerable<Cluster> clusters, IEnumerable<ClusterLoadAssignment> assignments)
    {
        var reader = new ConfigurationReader(new LocalNode { Id = nodeId });
        foreach (var listener in listeners)
            Add(listener, reader);
        foreach (var table in routes)
            Add(table, reader);
        this.clusters = clusters.ToDictionary(cluster => cluster.Name, StringComparer.Ordinal);
        this.assignments = assignments.ToDictionary(assignment => assignment.ClusterName, StringComparer.Ordinal);
    }

    /// <summary>What the proxy would refuse, a sentence each.</summary>
    public IReadOnlyList<string> Refusals => refusals;

    /// <summary>The listener that a destination belongs to.</summary>
    internal ListenerConfig? ListenerOf(in NetAddress destination) => Destination.Find(listeners, destination);

    internal RouteTable? Table(string name) => tables.GetValueOrDefault(name);

    /// <summary>A cluster as the target of a call.</summary>
    internal CallTarget Target(string name, double percent) => new(name, percent, Endpoints(name), clusters.ContainsKey(name));

    void Add(Listener listener, ConfigurationReader reader)
    {
        if (reader.Read(listener, out var refusal) is { } read)
            listeners[read.Address] = read;
        else
            refusals.Add($"listener {listener.Name}: {refusal}");
    }

    void Add(RouteConfiguration configuration, ConfigurationReader reader)
    {
        if (reader.Read(configuration, out var refusal) is { } read)
            tables[read.Name] = read;
        else
            refusals.Add($"route table {configuration.Name}: {refusal}");
    }

    ImmutableArray<string> Endpoints(string name)
    {
        if (clusters.GetValueOrDefault(name) is not { } cluster)
            return [];
        var service = cluster.EdsClusterConfig?.ServiceName is { Length: > 0 } other ? other : name;
        var assignment = cluster.LoadAssignment ?? assignments.GetValueOrDefault(service);
        return assignment is null ? [] : [.. assignment.Endpoints.SelectMany(locality => locality.LbEndpoints).Select(endpoint => Text(endpoint.Endpoint?.Address))];
    }

    static string Text(Envoy.Config.Core.V3.Address? address) =>
        address?.SocketAddress is { } socket ? $"{socket.Address}:{socket.PortValue}" : address?.Pipe?.Path ?? "";
}
