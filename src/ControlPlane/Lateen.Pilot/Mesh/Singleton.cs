using Lateen.Graph;
using DependencyGraph = Lateen.Graph.Graph;

namespace Lateen.Pilot.Mesh;

/// <summary>A collection of one entry that never changes: the start of collections that are not made from others.</summary>
sealed class Singleton
{
    public Singleton(DependencyGraph graph)
    {
        var entries = graph.Input<ValueTuple, ValueTuple>("singleton");
        graph.Commit(batch => batch.Set(entries, default, default));
        Entries = entries;
    }

    public Collection<ValueTuple, ValueTuple> Entries { get; }
}
