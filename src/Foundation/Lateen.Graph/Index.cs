namespace Lateen.Graph;

/// <summary>A collection's entries grouped by keys computed from them. Read through <see cref="IGraphReader.Lookup"/>.</summary>
public sealed class Index<TIndexKey, TKey, TValue> where TIndexKey : notnull where TKey : notnull
{
    internal Index(IndexNode<TIndexKey, TKey, TValue> node) => Node = node;

    internal IndexNode<TIndexKey, TKey, TValue> Node { get; }
}
