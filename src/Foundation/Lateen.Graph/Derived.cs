namespace Lateen.Graph;

/// <summary>A family of memoised values: a pure function of what its reader gives and a key.</summary>
public sealed class Derived<TKey, TValue> where TKey : notnull
{
    readonly Graph graph;
    readonly string name;
    readonly Func<IGraphReader, TKey, TValue> compute;
    readonly IEqualityComparer<TValue> equality;
    readonly Dictionary<TKey, DerivedNode<TKey, TValue>> nodes = [];

    internal Derived(Graph graph, string name, Func<IGraphReader, TKey, TValue> compute, IEqualityComparer<TValue> equality) =>
        (this.graph, this.name, this.compute, this.equality) = (graph, name, compute, equality);

    /// <summary>How many keys are alive.</summary>
    public int LiveCount
    {
        get
        {
            lock (graph.Structure)
                return nodes.Count;
        }
    }

    internal DerivedNode<TKey, TValue> NodeOf(TKey key)
    {
        if (!nodes.TryGetValue(key, out var node))
        {
            nodes.Add(key, node = new DerivedNode<TKey, TValue>(graph, this, key, equality));
            graph.Created(node);
        }

        return node;
    }

    internal string TitleOf(TKey key) => $"{name}({key})";

    internal TValue Compute(IGraphReader reader, TKey key) => compute(reader, key);

    internal void Forget(TKey key) => nodes.Remove(key);
}
