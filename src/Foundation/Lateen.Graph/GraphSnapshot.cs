using System.Collections.Immutable;

namespace Lateen.Graph;

/// <summary>One revision, held fast: what observers read through it does not move while the next revision is computed.</summary>
public sealed class GraphSnapshot : IDisposable
{
    readonly Graph graph;
    bool disposed;

    internal GraphSnapshot(Graph graph, long revision) => (this.graph, Revision) = (graph, revision);

    /// <summary>The pinned revision.</summary>
    public long Revision { get; }

    /// <summary>An observed value at this revision.</summary>
    /// <exception cref="GraphReadException">It failed and never had a good value.</exception>
    public TValue Get<TValue>(Observer<TValue> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var value = observer.Computation.At(Revision);
        return value.HasValue ? value.Value : observer.Value;
    }

    /// <summary>An observed collection at this revision.</summary>
    public ImmutableDictionary<TKey, TValue> Get<TKey, TValue>(CollectionObserver<TKey, TValue> observer) where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(observer);
        return observer.Node.At(Revision);
    }

    /// <summary>Lets the revision go.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        graph.Unpin(Revision);
    }
}
