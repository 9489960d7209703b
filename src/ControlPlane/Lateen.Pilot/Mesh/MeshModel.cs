using Istio.Mesh.V1Alpha1;
using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Endpoints;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;
using DependencyGraph = Lateen.Graph.Graph;
using Service = Lateen.Pilot.Services.Service;

namespace Lateen.Pilot.Mesh;

/// <summary>What the objects mean: services, endpoints, policies and rules, each computed when somebody asks and again only when its objects change.</summary>
sealed class MeshModel
{
    readonly Index<Hostname, ObjectRef, Service> servicesByHost;
    readonly Index<string, ObjectRef, Service> servicesByNamespace;
    readonly Index<(string, string), ObjectRef, ConfigObject> slicesByService;
    readonly Index<string, ObjectRef, ConfigObject> podsByAddress;
    readonly Index<string, ObjectRef, ConfigObject> destinationRulesByNamespace;
    readonly Index<string, ObjectRef, PeerAuthenticationRule> peerAuthenticationsByNamespace;
    readonly Index<string, ObjectRef, VirtualServiceRule> rulesByGateway;
    readonly Collection<ObjectRef, ConfigObject> pods;

    readonly Derived<ValueTuple, MeshOptions> mesh;
    readonly Derived<ObjectRef, ValueList<MeshEndpoint>> members;
    readonly Derived<ObjectRef, ValueList<MeshEndpoint>> endpoints;
    readonly Derived<ObjectRef, ValueList<string>> identities;
    readonly Derived<ObjectRef, bool> allHaveMutualTls;
    readonly Derived<string, ValueList<Service>> visible;
    readonly Derived<(string, Hostname), Service?> find;
    readonly Derived<string, DestinationRuleIndex> ruleIndex;
    readonly Derived<(string, ObjectRef), DestinationRuleSet?> rulesOf;
    readonly Derived<(string, string), ValueList<VirtualServiceRule>> rulesAtGateway;
    readonly Derived<string, PortMtls> namespaceMtls;
    readonly Derived<(string, Labels), WorkloadMtls> workloadMtls;
    readonly Derived<ValueTuple, ValueList<string>> sourceLabelKeys;

    public MeshModel(DependencyGraph graph, MeshInputs inputs)
    {
        pods = inputs[Kinds.Pod];
        Gateways = inputs[Kinds.Gateway].Map("gateway", (_, _, item) => new GatewayRule(item));
        var configs = inputs[Kinds.MeshConfig];
        mesh = graph.Derive<ValueTuple, MeshOptions>("mesh", (reader, _) => Options(reader, configs));
        Services = inputs[Kinds.Service].Map("service", (reader, _, item) => ServiceReader.Read(item, reader.Get(mesh, default)));
        servicesByHost = Services.IndexBy("services by host", (_, service) => service.Host);
        servicesByNamespace = Services.IndexBy("services by namespace", (_, service) => service.Namespace);
        slicesByService = inputs[Kinds.EndpointSlice].IndexBy("slices by service", (key, slice) => (key.Namespace, slice.Labels.Get(SliceReader.ServiceLabel)));
        podsByAddress = pods.IndexBy("pods by address", (_, pod) => WorkloadReader.Address(pod) ?? "");
        destinationRulesByNamespace = inputs[Kinds.DestinationRule].IndexBy("destination rules by namespace", (key, _) => key.Namespace);
        var policies = inputs[Kinds.PeerAuthentication].Map("peer authentication", (_, _, item) => new PeerAuthenticationRule(item));
        peerAuthenticationsByNamespace = policies.IndexBy("peer authentications by namespace", (key, _) => key.Namespace);
        var rules = inputs[Kinds.VirtualService].Map("virtual service", (reader, _, item) => VirtualServiceRule.Of(item, reader.Get(mesh, default)));
        rulesByGateway = rules.IndexByMany("virtual services by gateway", (_, rule) => rule.Gateways);

        members = graph.Derive<ObjectRef, ValueList<MeshEndpoint>>("members", ReadMembers);
        endpoints = graph.Derive<ObjectRef, ValueList<MeshEndpoint>>("endpoints", (reader, service) =>
            reader.Get(members, service).Where(member => member.IsReady).ToValueList());
        identities = graph.Derive<ObjectRef, ValueList<string>>("identities", ReadIdentities);
        allHaveMutualTls = graph.Derive<ObjectRef, bool>("all endpoints have mutual TLS", (reader, service) =>
            reader.Get(members, service) is { Count: > 0 } all && all.All(endpoint => endpoint.Workload.HasMutualTls));
        visible = graph.Derive<string, ValueList<Service>>("visible services", (reader, client) =>
            reader.All(Services).Values.Where(service => service.ExportTo.Includes(client)).Order().ToValueList());
        find = graph.Derive<(string, Hostname), Service?>("service named", (reader, key) => Find(reader, key.Item1, key.Item2));
        ruleIndex = graph.Derive<string, DestinationRuleIndex>("destination rules", ReadRuleIndex);
        rulesOf = graph.Derive<(string, ObjectRef), DestinationRuleSet?>("destination rules of service", (reader, key) => RulesOf(reader, key.Item1, key.Item2));
        rulesAtGateway = graph.Derive<(string, string), ValueList<VirtualServiceRule>>("virtual services at gateway", (reader, key) =>
            reader.Lookup(rulesByGateway, key.Item2).Values.Where(rule => rule.ExportTo.Includes(key.Item1)).Order().ToValueList());
        namespaceMtls = graph.Derive<string, PortMtls>("mutual TLS of namespace", (reader, name) =>
            MtlsResolver.OfNamespace(Policies(reader, reader.Get(mesh, default).RootNamespace), Policies(reader, name)));
        workloadMtls = graph.Derive<(string, Labels), WorkloadMtls>("mutual TLS of workload", (reader, key) => MtlsResolver.OfWorkload(
            reader.Get(namespaceMtls, key.Item1), Policies(reader, key.Item1), key.Item1 == reader.Get(mesh, default).RootNamespace, key.Item2));
        sourceLabelKeys = graph.Derive<ValueTuple, ValueList<string>>("source label keys", (reader, _) =>
            reader.All(rules).Values.SelectMany(rule => SourceLabels.Asked(rule.Spec)).Distinct().Order(StringComparer.Ordinal).ToValueList());
    }

    /// <summary>All services.</summary>
    public Collection<ObjectRef, Service> Services { get; }

    /// <summary>All Gateways.</summary>
    public Collection<ObjectRef, GatewayRule> Gateways { get; }

    public MeshOptions Mesh(IGraphReader reader) => reader.Get(mesh, default);

    public ValueList<Service> Visible(IGraphReader reader, string client) => reader.Get(visible, client);

    public Service? Named(IGraphReader reader, string client, Hostname host) => reader.Get(find, (client, host));

    public ValueList<MeshEndpoint> Endpoints(IGraphReader reader, ObjectRef service) => reader.Get(endpoints, service);

    public ValueList<string> Identities(IGraphReader reader, ObjectRef service) => reader.Get(identities, service);

    public bool AllHaveMutualTls(IGraphReader reader, ObjectRef service) => reader.Get(allHaveMutualTls, service);

    public DestinationRuleSet? Rules(IGraphReader reader, string client, ObjectRef service) => reader.Get(rulesOf, (client, service));

    public ValueList<VirtualServiceRule> RulesAt(IGraphReader reader, string client, string gateway) => reader.Get(rulesAtGateway, (client, gateway));

    public PortMtls Mtls(IGraphReader reader, string workloadNamespace) => reader.Get(namespaceMtls, workloadNamespace);

    public WorkloadMtls Mtls(IGraphReader reader, string workloadNamespace, Labels labels) => reader.Get(workloadMtls, (workloadNamespace, labels));

    /// <summary>The label keys that rules' sourceLabels ask for.</summary>
    public ValueList<string> SourceLabelKeys(IGraphReader reader) => reader.Get(sourceLabelKeys, default);

    /// <summary>The pod of a proxy: by name, else by address; null when neither is known.</summary>
    public ConfigObject? Pod(IGraphReader reader, string podNamespace, string name, string address)
    {
        if (reader.Find(pods, new ObjectRef(Kinds.Pod.Name, podNamespace, name)) is { HasValue: true } found)
            return found.Value;
        return reader.Lookup(podsByAddress, address).Values.FirstOrDefault(pod => pod.Namespace == podNamespace);
    }

    /// <summary>The services of a namespace, oldest first.</summary>
    public IEnumerable<Service> ServicesIn(IGraphReader reader, string name) => reader.Lookup(servicesByNamespace, name).Values.Order();

    /// <summary>The MeshConfig of the root namespace; without one, what Istio's default installation has.</summary>
    static MeshOptions Options(IGraphReader reader, Collection<ObjectRef, ConfigObject> configs) =>
        reader.Find(configs, MeshOptions.Ref) is { HasValue: true } found ? new MeshOptions(found.Value.As<MeshConfig>()) : MeshOptions.Default;

    ValueList<MeshEndpoint> ReadMembers(IGraphReader reader, ObjectRef service) =>
        reader.Lookup(slicesByService, (service.Namespace, service.Name)).OrderBy(entry => entry.Key)
            .SelectMany(entry => SliceReader.Read(entry.Value, name => FindPod(reader, service.Namespace, name)))
            .ToValueList();

    ConfigObject? FindPod(IGraphReader reader, string podNamespace, string name) =>
        reader.Find(pods, new ObjectRef(Kinds.Pod.Name, podNamespace, name)) is { HasValue: true } pod ? pod.Value : null;

    /// <summary>Of members that are not ready too: a cluster must not change, and forget whom it may trust, while its pods restart.</summary>
    ValueList<string> ReadIdentities(IGraphReader reader, ObjectRef service) =>
        reader.Get(members, service)
            .Where(endpoint => endpoint.Workload.ServiceAccount.Length > 0)
            .Select(endpoint => SpiffeId.Workload(
                reader.Get(mesh, default).TrustDomain, endpoint.Workload.Namespace, endpoint.Workload.ServiceAccount).ToString())
            .Distinct().Order(StringComparer.Ordinal).ToValueList();

    Service? Find(IGraphReader reader, string client, Hostname host) =>
        reader.Lookup(servicesByHost, host).Values.Where(service => service.ExportTo.Includes(client)).Order().FirstOrDefault();

    DestinationRuleIndex ReadRuleIndex(IGraphReader reader, string name)
    {
        var options = reader.Get(mesh, default);
        var sets = reader.Lookup(destinationRulesByNamespace, name).Values
            .Where(rule => rule.As<DestinationRule>().WorkloadSelector is null)
            .GroupBy(rule => Hostname.Resolve(rule.As<DestinationRule>().Host, rule.Namespace, options.DomainSuffix))
            .Select(group => DestinationRuleSet.Merge(group.Key, group, options))
            .OrderBy(set => set.Host);
        return new DestinationRuleIndex(sets.ToValueList());
    }

    DestinationRuleSet? RulesOf(IGraphReader reader, string client, ObjectRef key) =>
        reader.Find(Services, key) is { HasValue: true } service
            ? DestinationRuleLookup.Find(service.Value, client, reader.Get(mesh, default).RootNamespace, name => reader.Get(ruleIndex, name))
            : null;

    IEnumerable<PeerAuthenticationRule> Policies(IGraphReader reader, string name) => reader.Lookup(peerAuthenticationsByNamespace, name).Values;
}
