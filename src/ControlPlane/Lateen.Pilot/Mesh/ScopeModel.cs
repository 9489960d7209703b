using Lateen.Config;
using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;
using DependencyGraph = Lateen.Graph.Graph;
using Service = Lateen.Pilot.Services.Service;

namespace Lateen.Pilot.Mesh;

/// <summary>
/// Which services and rules clients see: everything that is exported to their namespace, or what a Sidecar makes of it. Without a Sidecar each question is
/// answered from what it asks for alone, so that a change to one service asks nothing of the others.
/// </summary>
sealed class ScopeModel
{
    readonly MeshModel model;
    readonly Index<string, ObjectRef, SidecarRule> sidecarsByNamespace;
    readonly Collection<ObjectRef, SidecarRule> sidecars;
    readonly Derived<string, ValueList<Service>> exported;
    readonly Derived<ScopeKey, ValueList<EgressScope>> egress;
    readonly Derived<ScopeKey, ValueList<Service>> services;
    readonly Derived<(ScopeKey, Hostname), Service?> find;
    readonly Derived<(ScopeKey, ServiceKey), Service?> unlisted;

    public ScopeModel(DependencyGraph graph, MeshInputs inputs, MeshModel model)
    {
        this.model = model;
        sidecars = inputs[Kinds.Sidecar].Map("sidecar", (_, _, item) => new SidecarRule(item));
        sidecarsByNamespace = sidecars.IndexBy("sidecars by namespace", (key, _) => key.Namespace);
        exported = graph.Derive<string, ValueList<Service>>("exported services", (reader, client) =>
            reader.All(model.Services).Values.Where(service => service.ExportTo.Includes(client)).Order().ToValueList());
        egress = graph.Derive<ScopeKey, ValueList<EgressScope>>("egress", ReadEgress);
        services = graph.Derive<ScopeKey, ValueList<Service>>("services of sidecar", ReadServices);
        find = graph.Derive<(ScopeKey, Hostname), Service?>("service named", (reader, key) => Find(reader, key.Item1, key.Item2));
        unlisted = graph.Derive<(ScopeKey, ServiceKey), Service?>("service without a port of its own", (reader, key) =>
            reader.Get(egress, key.Item1).FirstOrDefault(scope => scope.Port is null)?.Services.FirstOrDefault(service => service.Key == key.Item2));
    }

    /// <summary>The Sidecar for a workload: one that selects it, then its namespace's, then the root namespace's.</summary>
    public ObjectRef? SidecarFor(IGraphReader reader, string workloadNamespace, Labels labels)
    {
        var own = reader.Lookup(sidecarsByNamespace, workloadNamespace).Values.Order().ToArray();
        var chosen = own.FirstOrDefault(rule => rule.Selector?.Select(labels) == true) ?? own.FirstOrDefault(rule => rule.Selector is null);
        chosen ??= reader.Lookup(sidecarsByNamespace, model.Mesh(reader).RootNamespace).Values.Order().FirstOrDefault(rule => rule.Selector is null);
        return chosen?.Object.Ref;
    }

    /// <summary>A Sidecar, or null.</summary>
    public SidecarRule? Sidecar(IGraphReader reader, ObjectRef? key) =>
        key is { } named && reader.Find(sidecars, named) is { HasValue: true } found ? found.Value : null;

    /// <summary>All that the scope sees, oldest first.</summary>
    public ValueList<Service> Services(IGraphReader reader, ScopeKey key) => key.Sidecar is null ? reader.Get(exported, key.Namespace) : reader.Get(services, key);

    /// <summary>The services of the egress listener for a port.</summary>
    public ValueList<Service> ServicesAt(IGraphReader reader, ScopeKey key, int port) =>
        key.Sidecar is null ? reader.Get(exported, key.Namespace) : EgressAt(reader, key, port)?.Services ?? [];

    /// <summary>The rules of the egress listener for a port.</summary>
    public ValueList<VirtualServiceRule> RulesAt(IGraphReader reader, ScopeKey key, int port) =>
        key.Sidecar is null ? model.RulesAt(reader, key.Namespace, VirtualServiceRule.MeshGateway) : EgressAt(reader, key, port)?.Rules ?? [];

    /// <summary>The egress listeners of the Sidecar; none without one.</summary>
    public ValueList<EgressScope> Egress(IGraphReader reader, ScopeKey key) => key.Sidecar is null ? [] : reader.Get(egress, key);

    /// <summary>The service as the scope sees it, or null.</summary>
    public Service? Named(IGraphReader reader, ScopeKey key, Hostname host) => reader.Get(find, (key, host));

    /// <summary>A service as the egress listener of all ports sees it, or null.</summary>
    public Service? Unlisted(IGraphReader reader, ScopeKey key, Service service)
    {
        if (key.Sidecar is null)
            return service.ExportTo.Includes(key.Namespace) ? service : null;
        return reader.Get(unlisted, (key, service.Key));
    }

    /// <summary>A service as the scope sees it, or null; asked for clusters.</summary>
    public Service? Import(IGraphReader reader, ScopeKey key, Service service)
    {
        if (key.Sidecar is null)
            return service.ExportTo.Includes(key.Namespace) ? service : null;
        return Named(reader, key, service.Host) is { } seen && seen.Ref == service.Ref ? seen : null;
    }

    /// <summary>The services that the scope sees as other names of a host, oldest first.</summary>
    public ValueList<Service> Aliases(IGraphReader reader, ScopeKey key, Hostname host) => key.Sidecar is null
        ? model.Aliases(reader, key.Namespace, host)
        : reader.Get(services, key).Where(service => service.AliasOf == host).ToValueList();

    /// <summary>What becomes of traffic that no service claims: as the Sidecar says, else as the mesh does.</summary>
    public OutboundPolicy Unclaimed(IGraphReader reader, ScopeKey key)
    {
        var mesh = model.Mesh(reader);
        return (Sidecar(reader, key.Sidecar) is { } rule ? SidecarScopeReader.Policy(rule, mesh) : null)
            ?? new OutboundPolicy(mesh.AllowsAnyOutbound, mesh.AllowsAnyOutbound ? ClusterName.Passthrough : ClusterName.BlackHole, mesh.At("outboundTrafficPolicy"));
    }

    EgressScope? EgressAt(IGraphReader reader, ScopeKey key, int port) =>
        reader.Get(egress, key).FirstOrDefault(scope => scope.Port is null || scope.Port.Number == port);

    ValueList<EgressScope> ReadEgress(IGraphReader reader, ScopeKey key)
    {
        if (Sidecar(reader, key.Sidecar) is not { } rule)
            return [];
        var rules = model.RulesAt(reader, key.Namespace, VirtualServiceRule.MeshGateway);
        return SidecarScopeReader.Egress(WithEgress(reader, rule), key.Namespace, reader.Get(exported, key.Namespace), rules);
    }

    /// <summary>A Sidecar that says nothing of egress takes the root namespace's.</summary>
    SidecarRule WithEgress(IGraphReader reader, SidecarRule rule)
    {
        if (rule.Spec.Egress.Count > 0)
            return rule;
        var root = reader.Lookup(sidecarsByNamespace, model.Mesh(reader).RootNamespace).Values.Order().FirstOrDefault(candidate => candidate.Selector is null);
        return root is { Spec.Egress.Count: > 0 } ? root : rule;
    }

    /// <summary>What the egress listeners import, each host once with all its ports, and what their rules send to.</summary>
    ValueList<Service> ReadServices(IGraphReader reader, ScopeKey key)
    {
        var scopes = reader.Get(egress, key);
        var found = new Dictionary<Hostname, Service>();
        foreach (var service in scopes.SelectMany(scope => scope.Services))
            Add(found, service);
        var mesh = model.Mesh(reader);
        foreach (var (host, port) in scopes.SelectMany(scope => scope.Rules).SelectMany(rule => VirtualServiceDestinations.Of(rule, mesh)))
        {
            if (Exported(reader, key.Namespace, host) is { } service)
                Add(found, port > 0 && service.PortNumbered(port) is { } only ? service with { Ports = [only] } : service);
        }

        return found.Values.Order().ToValueList();
    }

    static void Add(Dictionary<Hostname, Service> found, Service service)
    {
        if (!found.TryGetValue(service.Host, out var known))
            found.Add(service.Host, service);
        else if (known.Ref == service.Ref)
            found[service.Host] = known with { Ports = known.Ports.Concat(service.Ports).DistinctBy(port => port.Number).OrderBy(port => port.Index).ToValueList() };
    }

    Service? Find(IGraphReader reader, ScopeKey key, Hostname host) => key.Sidecar is null
        ? Exported(reader, key.Namespace, host)
        : reader.Get(services, key).FirstOrDefault(service => service.Host == host);

    Service? Exported(IGraphReader reader, string client, Hostname host)
    {
        var candidates = model.ServicesNamed(reader, host).Where(service => service.ExportTo.Includes(client)).Order().ToArray();
        return candidates.FirstOrDefault(service => service.Namespace == client) ?? candidates.FirstOrDefault(service => service.IsKubernetes) ?? candidates.FirstOrDefault();
    }
}
