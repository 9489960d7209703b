using Istio.Mesh.V1Alpha1;
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

/// <summary>What the objects mean: services, policies and rules, each computed when somebody asks and again only when its objects change.</summary>
sealed class MeshModel
{
    readonly Index<Hostname, ServiceKey, Service> servicesByHost;
    readonly Index<string, ServiceKey, Service> servicesByNamespace;
    readonly Index<Hostname, ServiceKey, Service> servicesByTarget;
    readonly Index<string, ObjectRef, ConfigObject> podsByAddress;
    readonly Index<string, ObjectRef, PeerAuthenticationRule> peerAuthenticationsByNamespace;
    readonly Index<string, ObjectRef, AuthorizationPolicyRule> authorizationPoliciesByNamespace;
    readonly Index<string, ObjectRef, RequestAuthenticationRule> requestAuthenticationsByNamespace;
    readonly Index<string, ObjectRef, VirtualServiceRule> rulesByGateway;
    readonly Collection<ObjectRef, ConfigObject> pods;
    readonly Collection<ObjectRef, ConfigObject> secrets;
    readonly Collection<ObjectRef, ConfigObject> maps;

    readonly Derived<ValueTuple, MeshOptions> mesh;
    readonly Derived<(string, string), ValueList<VirtualServiceRule>> rulesAtGateway;
    readonly Derived<string, PortMtls> namespaceMtls;
    readonly Derived<(string, Labels), WorkloadMtls> workloadMtls;
    readonly Derived<(string, Labels), WorkloadAuthorization> workloadAuthorization;
    readonly Derived<(string, Labels), WorkloadAuthentication> workloadAuthentication;
    readonly Derived<ValueTuple, ValueList<KeySetSource>> wantedKeySets;
    readonly Derived<ValueTuple, ValueList<string>> sourceLabelKeys;

    public MeshModel(DependencyGraph graph, MeshInputs inputs)
    {
        pods = inputs[Kinds.Pod];
        (secrets, maps) = (inputs[Kinds.Secret], inputs[Kinds.ConfigMap]);
        Gateways = inputs[Kinds.Gateway].Map("gateway", (_, _, item) => new GatewayRule(item));
        var configs = inputs[Kinds.MeshConfig];
        mesh = graph.Derive<ValueTuple, MeshOptions>("mesh", (reader, _) => Options(reader, configs));
        Services = inputs[Kinds.Service].FlatMap("service", (reader, _, item) => Keyed([ServiceReader.Read(item, reader.Get(mesh, default))]))
            .Union("services", inputs[Kinds.ServiceEntry].FlatMap("service entry", (reader, _, item) => Keyed(ServiceEntryReader.Read(item, reader.Get(mesh, default)))));
        servicesByHost = Services.IndexBy("services by host", (_, service) => service.Host);
        servicesByTarget = Services.IndexBy("services by what they are another name of", (_, service) => service.AliasOf);
        servicesByNamespace = Services.IndexBy("services by namespace", (_, service) => service.Namespace);
        podsByAddress = pods.IndexBy("pods by address", (_, pod) => WorkloadReader.Address(pod) ?? "");
        var policies = inputs[Kinds.PeerAuthentication].Map("peer authentication", (_, _, item) => new PeerAuthenticationRule(item));
        peerAuthenticationsByNamespace = policies.IndexBy("peer authentications by namespace", (key, _) => key.Namespace);
        authorizationPoliciesByNamespace = inputs[Kinds.AuthorizationPolicy].Map("authorization policy", (_, _, item) => new AuthorizationPolicyRule(item))
            .IndexBy("authorization policies by namespace", (key, _) => key.Namespace);
        workloadAuthorization = graph.Derive<(string, Labels), WorkloadAuthorization>("authorization of workload", (reader, key) =>
            WorkloadAuthorization.Of(AuthorizationPolicies(reader, key.Item1), key.Item2));
        var tokenRules = inputs[Kinds.RequestAuthentication].Map("request authentication", (_, _, item) => new RequestAuthenticationRule(item));
        requestAuthenticationsByNamespace = tokenRules.IndexBy("request authentications by namespace", (key, _) => key.Namespace);
        workloadAuthentication = graph.Derive<(string, Labels), WorkloadAuthentication>("authentication of workload", (reader, key) => WorkloadAuthentication.Of(
            RequestAuthentications(reader, key.Item1), key.Item2, source => reader.Find(inputs.KeySets, source) is { HasValue: true } found ? found.Value : null));
        wantedKeySets = graph.Derive<ValueTuple, ValueList<KeySetSource>>("wanted key sets", (reader, _) => reader.All(tokenRules).Values
            .SelectMany(policy => policy.Spec.JwtRules).Select(KeySetSource.Of).OfType<KeySetSource>().Distinct().OrderBy(source => source.ToString(), StringComparer.Ordinal).ToValueList());
        var delegates = new DelegateModel(graph, inputs, this);
        var rules = inputs[Kinds.VirtualService].Choose<VirtualServiceRule>("virtual service", (reader, _, item) => delegates.Resolve(reader, item));
        rulesByGateway = rules.IndexByMany("virtual services by gateway", (_, rule) => rule.Gateways);
        rulesAtGateway = graph.Derive<(string, string), ValueList<VirtualServiceRule>>("virtual services at gateway", (reader, key) =>
            reader.Lookup(rulesByGateway, key.Item2).Values.Where(rule => rule.ExportTo.Includes(key.Item1)).Order().ToValueList());
        namespaceMtls = graph.Derive<string, PortMtls>("mutual TLS of namespace", (reader, name) =>
            MtlsResolver.OfNamespace(Policies(reader, reader.Get(mesh, default).RootNamespace), Policies(reader, name)));
        workloadMtls = graph.Derive<(string, Labels), WorkloadMtls>("mutual TLS of workload", (reader, key) => MtlsResolver.OfWorkload(
            reader.Get(namespaceMtls, key.Item1), Policies(reader, key.Item1), key.Item1 == reader.Get(mesh, default).RootNamespace, key.Item2));
        sourceLabelKeys = graph.Derive<ValueTuple, ValueList<string>>("source label keys", (reader, _) =>
            reader.All(rules).Values.SelectMany(rule => SourceLabels.Asked(rule)).Distinct().Order(StringComparer.Ordinal).ToValueList());
        Destinations = new DestinationRuleModel(graph, inputs, this);
        Endpoints = new EndpointModel(graph, inputs, this);
        Scopes = new ScopeModel(graph, inputs, this);
    }

    /// <summary>All services.</summary>
    public Collection<ServiceKey, Service> Services { get; }

    /// <summary>All Gateways.</summary>
    public Collection<ObjectRef, GatewayRule> Gateways { get; }

    /// <summary>What is behind services.</summary>
    public EndpointModel Endpoints { get; }

    /// <summary>Who sees which services and rules.</summary>
    public ScopeModel Scopes { get; }

    /// <summary>How clients treat services.</summary>
    public DestinationRuleModel Destinations { get; }

    public MeshOptions Mesh(IGraphReader reader) => reader.Get(mesh, default);

    public ValueList<VirtualServiceRule> RulesAt(IGraphReader reader, string client, string gateway) => reader.Get(rulesAtGateway, (client, gateway));

    public PortMtls Mtls(IGraphReader reader, string workloadNamespace) => reader.Get(namespaceMtls, workloadNamespace);

    public WorkloadMtls Mtls(IGraphReader reader, string workloadNamespace, Labels labels) => reader.Get(workloadMtls, (workloadNamespace, labels));

    /// <summary>Who may call a workload.</summary>
    public WorkloadAuthorization Authorization(IGraphReader reader, string workloadNamespace, Labels labels) => reader.Get(workloadAuthorization, (workloadNamespace, labels));

    /// <summary>Whose tokens a workload takes.</summary>
    public WorkloadAuthentication Authentication(IGraphReader reader, string workloadNamespace, Labels labels) => reader.Get(workloadAuthentication, (workloadNamespace, labels));

    /// <summary>Whose key sets have to be fetched.</summary>
    public Derived<ValueTuple, ValueList<KeySetSource>> WantedKeySets => wantedKeySets;

    /// <summary>The label keys that rules' sourceLabels ask for.</summary>
    public ValueList<string> SourceLabelKeys(IGraphReader reader) => reader.Get(sourceLabelKeys, default);

    /// <summary>The pod of a proxy: by name, else by address; null when neither is known.</summary>
    public ConfigObject? Pod(IGraphReader reader, string podNamespace, string name, string address)
    {
        if (reader.Find(pods, new ObjectRef(Kinds.Pod.Name, podNamespace, name)) is { HasValue: true } found)
            return found.Value;
        return reader.Lookup(podsByAddress, address).Values.FirstOrDefault(pod => pod.Namespace == podNamespace);
    }

    /// <summary>A Secret or ConfigMap; null when there is none.</summary>
    public ConfigObject? Credential(IGraphReader reader, ObjectRef key) =>
        reader.Find(key.Kind == Kinds.Secret.Name ? secrets : maps, key) is { HasValue: true } found ? found.Value : null;

    /// <summary>The services of a namespace, oldest first.</summary>
    public IEnumerable<Service> ServicesIn(IGraphReader reader, string name) => reader.Lookup(servicesByNamespace, name).Values.Order();

    /// <summary>The services that a client sees as other names of a host, oldest first.</summary>
    public ValueList<Service> Aliases(IGraphReader reader, string client, Hostname host) =>
        reader.Lookup(servicesByTarget, host).Values.Where(service => !service.AliasOf.IsEmpty && service.ExportTo.Includes(client)).Order().ToValueList();

    /// <summary>The services of that name, of whatever namespace and visibility.</summary>
    public IEnumerable<Service> ServicesNamed(IGraphReader reader, Hostname host) => reader.Lookup(servicesByHost, host).Values;

    /// <summary>The MeshConfig of the root namespace; without one, what Istio's default installation has.</summary>
    static MeshOptions Options(IGraphReader reader, Collection<ObjectRef, ConfigObject> configs) =>
        reader.Find(configs, MeshOptions.Ref) is { HasValue: true } found ? new MeshOptions(found.Value.As<MeshConfig>()) : MeshOptions.Default;

    static IEnumerable<KeyValuePair<ServiceKey, Service>> Keyed(IEnumerable<Service> services) =>
        services.DistinctBy(service => service.Key).Select(service => KeyValuePair.Create(service.Key, service));

    IEnumerable<AuthorizationPolicyRule> AuthorizationPolicies(IGraphReader reader, string name) =>
        RootAnd(reader, name).SelectMany(space => reader.Lookup(authorizationPoliciesByNamespace, space).Values.Order());

    IEnumerable<RequestAuthenticationRule> RequestAuthentications(IGraphReader reader, string name) =>
        RootAnd(reader, name).SelectMany(space => reader.Lookup(requestAuthenticationsByNamespace, space).Values.Order());

    IEnumerable<string> RootAnd(IGraphReader reader, string name) => new[] { reader.Get(mesh, default).RootNamespace, name }.Distinct();

    IEnumerable<PeerAuthenticationRule> Policies(IGraphReader reader, string name) => reader.Lookup(peerAuthenticationsByNamespace, name).Values;
}
