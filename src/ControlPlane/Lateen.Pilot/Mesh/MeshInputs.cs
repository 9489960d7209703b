using System.Collections.Immutable;
using Lateen.Config;
using Lateen.Core;
using Lateen.Graph;
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
            Kinds.Pod, Kinds.Secret, Kinds.Service, Kinds.ServiceEntry, Kinds.Sidecar, Kinds.VirtualService, Kinds.WorkloadEntry,
        ];
        byKind = kinds.ToImmutableDictionary(kind => kind.Name, kind => graph.Input<ObjectRef, ConfigObject>(kind.Name));
    }

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
