using Google.Protobuf;
using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Clusters;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Xds;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Mesh;

/// <summary>Clusters: a service's are made apart from all others', so that a change to one service makes only its own again.</summary>
sealed class ClusterGenerator : ISetGenerator
{
    const int Services = 0, BlackHole = 1, Passthrough = 2, Inbound = 3, InboundPassthrough = 4;

    readonly MeshModel model;
    readonly CollectionFamily<OutboundScope, string, RankedResource> outbound;
    readonly CollectionFamily<(OutboundScope, InboundScope), string, RankedResource> inbound;

    public ClusterGenerator(DependencyGraph graph, MeshModel model, Singleton singleton)
    {
        this.model = model;
        outbound = new(graph, scope => model.Services
            .FlatMap<string, (ClusterName Name, ResourceRank Rank)>("cluster names", (reader, _, service) => Names(reader, scope, service))
            .Choose<RankedResource>("cluster", (reader, _, entry) => Outbound(reader, scope, entry.Name, entry.Rank))
            .Union("clusters and black hole", singleton.Entries.FlatMap<string, RankedResource>("black hole", (reader, _, _) => Special(reader, scope))));
        inbound = new(graph, key => outbound[key.Item1].Union("all clusters", singleton.Entries
            .FlatMap<string, RankedResource>("inbound clusters", (reader, _, _) => InboundClusters(reader, key.Item1, key.Item2))));
    }

    public string TypeUrl => XdsTypes.Cluster;

    public bool Serves(ProxyType client) => client != ProxyType.Proxyless;

    public Collection<string, RankedResource> SetFor(ProxyAspects aspects) =>
        aspects.Outbound.IsGateway ? outbound[aspects.Outbound] : inbound[(aspects.Outbound, aspects.Inbound)];

    IEnumerable<KeyValuePair<string, (ClusterName, ResourceRank)>> Names(IGraphReader reader, OutboundScope scope, Services.Service service)
    {
        if (model.Scopes.Import(reader, ScopeKey.Of(scope), service) is not { } seen)
            yield break;
        var part = 0;
        foreach (var name in OutboundClusters.Names(seen, model.Destinations.Rules(reader, scope, service)))
            yield return KeyValuePair.Create(name.ToString(), (name, new ResourceRank(Services, seen, 0, part++)));
    }

    Optional<RankedResource> Outbound(IGraphReader reader, OutboundScope scope, ClusterName name, ResourceRank rank)
    {
        var emitter = new Emitter();
        return OutboundClusters.Make(new ScopeView(model, reader, scope), name, emitter) is { } cluster
            ? Finish(reader, rank, cluster, cluster.Name, emitter).Value
            : Optional<RankedResource>.None;
    }

    IEnumerable<KeyValuePair<string, RankedResource>> Special(IGraphReader reader, OutboundScope scope)
    {
        var (mesh, emitter) = (model.Mesh(reader), new Emitter());
        yield return Finish(reader, new ResourceRank(BlackHole, null, 0, 0), SpecialClusters.BlackHole(mesh, emitter), ClusterName.BlackHole, emitter);
        if (scope.IsGateway)
            yield break;
        var passthrough = SpecialClusters.Passthrough(mesh, scope.Capabilities, emitter);
        yield return Finish(reader, new ResourceRank(Passthrough, null, 0, 0), passthrough, passthrough.Name, emitter);
    }

    IEnumerable<KeyValuePair<string, RankedResource>> InboundClusters(IGraphReader reader, OutboundScope outbound, InboundScope inbound)
    {
        var view = new ScopeView(model, reader, outbound);
        foreach (var target in inbound.Targets)
        {
            var emitter = new Emitter();
            var cluster = Clusters.InboundClusters.Make(view, target, emitter);
            yield return Finish(reader, new ResourceRank(Inbound, null, target.TargetPort, 0), cluster, cluster.Name, emitter);
        }

        var last = new Emitter();
        var passthrough = SpecialClusters.InboundPassthrough(view.Mesh, last);
        yield return Finish(reader, new ResourceRank(InboundPassthrough, null, 0, 0), passthrough, passthrough.Name, last);
    }

    static KeyValuePair<string, RankedResource> Finish(IGraphReader reader, ResourceRank rank, IMessage message, string name, Emitter emitter)
    {
        emitter.Finish(reader, name, message);
        return KeyValuePair.Create(name, new RankedResource(rank, XdsResource.Of(name, message)));
    }
}
