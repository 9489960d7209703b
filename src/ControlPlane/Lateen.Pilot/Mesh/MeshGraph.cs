using System.Collections.Immutable;
using Lateen.Config.Stores;
using Lateen.Graph;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Values;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Mesh;

/// <summary>The whole computation from objects to resources: what goes in, what comes out, and what it costs.</summary>
sealed class MeshGraph
{
    readonly MeshInputs inputs;
    readonly Derived<ProxyNode, ProxyAspects> aspects;
    readonly ImmutableArray<IXdsGenerator> generators;

    public MeshGraph()
    {
        inputs = new MeshInputs(Graph);
        Model = new MeshModel(Graph, inputs);
        var resolver = new AspectResolver(Model);
        aspects = Graph.Derive<ProxyNode, ProxyAspects>("aspects", resolver.Resolve);
        generators = Generators.All(Graph, Model);
    }

    /// <summary>Counters and errors are read from here.</summary>
    public DependencyGraph Graph { get; } = new();

    public MeshModel Model { get; }

    /// <summary>Applies changes as one revision.</summary>
    public void Commit(IEnumerable<ConfigChange> changes) => Graph.Commit(batch =>
    {
        foreach (var change in changes)
            inputs.Stage(batch, change.Ref, change.New);
    });

    /// <summary>Sets the key set of an issuer.</summary>
    public void SetKeySet(KeySetSource source, string keySet) => Graph.Commit(batch => batch.Set(inputs.KeySets, source, keySet));

    /// <summary>Follows whose key sets are wanted.</summary>
    public Observer<ValueList<KeySetSource>> ObserveKeySets() => Graph.Observe(Model.WantedKeySets, default);

    /// <summary>Follows what is resolved for a client.</summary>
    public Observer<ProxyAspects> Observe(ProxyNode node) => Graph.Observe(aspects, node);

    /// <summary>The generator of a type for a kind of client, or null.</summary>
    public IXdsGenerator? GeneratorOf(string typeUrl, ProxyType client) =>
        generators.FirstOrDefault(generator => generator.TypeUrl == typeUrl && generator.Serves(client));
}
