using Lateen.Core;

namespace Lateen.Graph;

/// <summary>Keeps one derived value alive and up to date until disposed.</summary>
public sealed class Observer<TValue> : IDisposable
{
    readonly Graph graph;
    readonly Node node;
    bool disposed;

    internal Observer(Graph graph, Node node) => (this.graph, this.node) = (graph, node);

    /// <summary>The value as of the current revision.</summary>
    /// <exception cref="GraphReadException">It failed and never had a good value.</exception>
    public TValue Value => Computation.Read();

    /// <summary>What the function said of the parts of its value.</summary>
    public IReadOnlyList<Attribution> Attributions => Computation.Attributions;

    /// <summary>Every configuration object that the value depends on.</summary>
    public IReadOnlySet<ObjectRef> Sources
    {
        get
        {
            HashSet<ObjectRef> sources = [];
            lock (graph.Structure)
                GraphSources.Collect(node, sources);
            return sources;
        }
    }

    internal Computation<TValue> Computation => (Computation<TValue>)node;

    /// <summary>Lets the value go.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        graph.Release(node);
    }
}
