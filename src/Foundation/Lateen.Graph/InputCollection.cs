namespace Lateen.Graph;

/// <summary>A collection that is set from outside, through a <see cref="Batch"/>.</summary>
public sealed class InputCollection<TKey, TValue> : Collection<TKey, TValue> where TKey : notnull
{
    internal InputCollection(Graph graph, string name, IEqualityComparer<TValue> equality)
        : base(new InputNode<TKey, TValue>(graph, name, equality)) { }

    internal InputNode<TKey, TValue> InputNode => (InputNode<TKey, TValue>)Node;
}
