using System.Collections.Immutable;
using Lateen.Config;
using Lateen.Core;
using Lateen.Graph;
using Lateen.Pilot.Policies;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Mesh;

/// <summary>The objects that generated configuration depends on, one collection for each kind. Other kinds are ignored.</summary>
sealed class MeshInputs
{
    readonly ImmutableDictionary<string, InputCollection<ObjectRef, ConfigObject>> byKind;

    public MeshInputs(DependencyGraph graph)
    {
        ResourceKind[] kinds =
        [
            Kinds.AuthorizationPolicy, Kinds.ConfigMap, Kinds.DestinationRule, Kinds.EndpointSlice, Kinds.Gateway, Kinds.MeshConfig, Kinds.PeerAuthentication,
            Kinds.Pod, Kinds.RequestAuthentication, Kinds.Secret, Kinds.Service, Kinds.ServiceEntry, Kinds.Sidecar, Kinds.VirtualService, Kinds.WorkloadEntry,
        ];
        KeySets = graph.Input<KeySetSource, string>("key sets");
        byKind = kinds.ToImmutableDictionary(kind => kind.Name, kind => graph.Input<ObjectRef, ConfigObject>(kind.Name));
    }

    /// <summary>The key sets of issuers that could be fetched, as JSON.</summary>
    public InputCollection<KeySetSource, string> KeySets { get; }

    public Collection<ObjectRef, ConfigObject> this[ResourceKind kind] => byKind[kind.Name];

    /// <summary>Stages one object's new state; null when it is gone.</summary>
    public void Stage(Batch batch, ObjectRef key, ConfigObject? item)
    {
        if (!byKind.TryGetValue(key.Kind, out var collection))
            return;
        if (item is null)
            batch.Remove(collection, key);
        else
            batch.Set(collection, key, item);
    }
}
