using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Endpoints;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;
using DependencyGraph = Lateen.Graph.Graph;
using Service = Lateen.Pilot.Services.Service;

namespace Lateen.Pilot.Mesh;

/// <summary>The endpoints of services: of EndpointSlices, of ServiceEntries' lists, and of the WorkloadEntries and pods that they select.</summary>
sealed class EndpointModel
{
    readonly MeshModel model;
    readonly Collection<ObjectRef, ConfigObject> pods;
    readonly Collection<ObjectRef, ConfigObject> entries;
    readonly Index<(string, string), ObjectRef, ConfigObject> slicesByService;
    readonly Index<string, ObjectRef, ConfigObject> podsByNamespace;
    readonly Index<string, ObjectRef, ConfigObject> workloadEntriesByNamespace;
    readonly Derived<ServiceKey, ValueList<MeshEndpoint>> members;
    readonly Derived<ServiceKey, ValueList<MeshEndpoint>> endpoints;
    readonly Derived<ServiceKey, ValueList<string>> identities;
    readonly Derived<ServiceKey, bool> allHaveMutualTls;

    public EndpointModel(DependencyGraph graph, MeshInputs inputs, MeshModel model)
    {
        this.model = model;
        pods = inputs[Kinds.Pod];
        entries = inputs[Kinds.ServiceEntry];
        slicesByService = inputs[Kinds.EndpointSlice].IndexBy("slices by service", (key, slice) => (key.Namespace, slice.Labels.Get(SliceReader.ServiceLabel)));
        podsByNamespace = pods.IndexBy("pods by namespace", (key, _) => key.Namespace);
        workloadEntriesByNamespace = inputs[Kinds.WorkloadEntry].IndexBy("workload entries by namespace", (key, _) => key.Namespace);
        members = graph.Derive<ServiceKey, ValueList<MeshEndpoint>>("members", ReadMembers);
        endpoints = graph.Derive<ServiceKey, ValueList<MeshEndpoint>>("endpoints", (reader, service) =>
            reader.Get(members, service).Where(member => member.IsReady).ToValueList());
        identities = graph.Derive<ServiceKey, ValueList<string>>("identities", ReadIdentities);
        allHaveMutualTls = graph.Derive<ServiceKey, bool>("all endpoints have mutual TLS", (reader, service) =>
            reader.Get(members, service) is { Count: > 0 } all && all.All(endpoint => endpoint.Workload.HasMutualTls));
    }

    public ValueList<MeshEndpoint> Endpoints(IGraphReader reader, Service service) => reader.Get(endpoints, service.Key);

    public ValueList<string> Identities(IGraphReader reader, Service service) => reader.Get(identities, service.Key);

    public bool AllHaveMutualTls(IGraphReader reader, Service service) => reader.Get(allHaveMutualTls, service.Key);

    ValueList<MeshEndpoint> ReadMembers(IGraphReader reader, ServiceKey key)
    {
        if (reader.Find(model.Services, key) is not { HasValue: true } found)
            return [];
        var service = found.Value;
        return (service.IsKubernetes ? OfSlices(reader, service).Concat(OfWorkloadEntries(reader, service)) : OfServiceEntry(reader, service)).ToValueList();
    }

    IEnumerable<MeshEndpoint> OfSlices(IGraphReader reader, Service service) =>
        reader.Lookup(slicesByService, (service.Namespace, service.Ref.Name)).OrderBy(entry => entry.Key)
            .SelectMany(entry => SliceReader.Read(entry.Value, name => FindPod(reader, service.Namespace, name)));

    IEnumerable<MeshEndpoint> OfWorkloadEntries(IGraphReader reader, Service service) => service.Selector.Count == 0 ? []
        : reader.Lookup(workloadEntriesByNamespace, service.Namespace).OrderBy(entry => entry.Key)
            .Where(entry => service.Selector.Select(WorkloadEntryReader.LabelsOf(entry.Value)))
            .SelectMany(entry => WorkloadEntryReader.Selected(service, entry.Value));

    IEnumerable<MeshEndpoint> OfServiceEntry(IGraphReader reader, Service service)
    {
        if (reader.Find(entries, service.Ref) is not { HasValue: true } entry)
            return [];
        if (service.Selector.Count == 0)
            return WorkloadEntryReader.Inline(service, entry.Value.As<ServiceEntry>());
        var selected = reader.Lookup(podsByNamespace, service.Namespace).OrderBy(pod => pod.Key).Where(pod => service.Selector.Select(pod.Value.Labels));
        return selected.SelectMany(pod => PodEndpoints.Of(service, pod.Value)).Concat(OfWorkloadEntries(reader, service));
    }

    ConfigObject? FindPod(IGraphReader reader, string podNamespace, string name) =>
        reader.Find(pods, new ObjectRef(Kinds.Pod.Name, podNamespace, name)) is { HasValue: true } pod ? pod.Value : null;

    /// <summary>Of members that are not ready too: a cluster must not change, and forget whom it may trust, while its pods restart.</summary>
    ValueList<string> ReadIdentities(IGraphReader reader, ServiceKey service) =>
        reader.Get(members, service)
            .Where(endpoint => endpoint.Workload.ServiceAccount.Length > 0)
            .Select(endpoint => SpiffeId.Workload(
                model.Mesh(reader).TrustDomain, endpoint.Workload.Namespace, endpoint.Workload.ServiceAccount).ToString())
            .Distinct().Order(StringComparer.Ordinal).ToValueList();
}
