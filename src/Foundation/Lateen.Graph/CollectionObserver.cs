using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Graph;

/// <summary>Keeps a collection alive and up to date until disposed, and collects its changes between two looks.</summary>
public sealed class CollectionObserver<TKey, TValue> : IDisposable where TKey : notnull
{
    readonly Graph graph;
    readonly CollectionNode<TKey, TValue> node;
    readonly Dictionary<TKey, Change<TKey, TValue>> staged = [];
    readonly Dictionary<TKey, Change<TKey, TValue>> committed = [];
    bool disposed;

    internal CollectionObserver(Graph graph, CollectionNode<TKey, TValue> node)
    {
        (this.graph, this.node) = (graph, node);
        node.AddObserver(this);
    }

    /// <summary>The entries as of the current revision.</summary>
    public ImmutableDictionary<TKey, TValue> Entries => node.At(graph.Revision);

    internal CollectionNode<TKey, TValue> Node => node;

    /// <summary>
    /// What changed since the last call (or since the observer was made), each key once. Empty when all is as it was.
    /// </summary>
    public ImmutableArray<Change<TKey, TValue>> TakeChanges()
    {
        lock (graph.Structure)
        {
            ImmutableArray<Change<TKey, TValue>> taken = [.. committed.Values];
            committed.Clear();
            return taken;
        }
    }

    /// <summary>What the function that made an entry said of its parts.</summary>
    public IReadOnlyList<Attribution> AttributionsOf(TKey key)
    {
        lock (graph.Structure)
            return node.AttributionsOf(key);
    }

    /// <summary>Every configuration object that an entry depends on.</summary>
    public IReadOnlySet<ObjectRef> SourcesOf(TKey key)
    {
        HashSet<ObjectRef> sources = [];
        lock (graph.Structure)
            node.CollectSources(key, sources);
        return sources;
    }

    /// <summary>Lets the collection go.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        lock (graph.Structure)
            node.RemoveObserver(this);
        graph.Release(node);
    }

    internal void Accept(IReadOnlyList<Change<TKey, TValue>> changes) => Merge(staged, changes);

    internal void Committed(long revision)
    {
        Merge(committed, staged.Values);
        staged.Clear();
    }

    void Merge(Dictionary<TKey, Change<TKey, TValue>> into, IEnumerable<Change<TKey, TValue>> changes)
    {
        foreach (var change in changes)
        {
            var old = into.TryGetValue(change.Key, out var earlier) ? earlier.Old : change.Old;
            if (old.HasValue == change.New.HasValue && (!old.HasValue || node.Equality.Equals(old.Value, change.New.Value)))
                into.Remove(change.Key);
            else
                into[change.Key] = new Change<TKey, TValue>(change.Key, old, change.New);
        }
    }
}
