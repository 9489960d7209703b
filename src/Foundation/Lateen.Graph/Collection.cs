using System.Collections.Immutable;

namespace Lateen.Graph;

/// <summary>
/// A set of values by key that knows what changes in it. Operators describe further collections; they cost nothing until
/// somebody reads or observes them, and then only for the keys that change.
/// </summary>
public class Collection<TKey, TValue> where TKey : notnull
{
    internal Collection(CollectionNode<TKey, TValue> node) => Node = node;

    internal CollectionNode<TKey, TValue> Node { get; }

    /// <summary>
    /// Computes an entry from each entry, or none. The function may read anything through its reader: it runs again for one
    /// key when that key, or something that it read, changes.
    /// </summary>
    public Collection<TKey, TOut> Choose<TOut>(
        string name, Func<IGraphReader, TKey, TValue, Optional<TOut>> choose, IEqualityComparer<TOut>? equality = null) =>
        new(new ChooseNode<TKey, TValue, TOut>(Node, name, choose, equality ?? EqualityComparer<TOut>.Default));

    /// <summary>Computes an entry from each entry, under the same key.</summary>
    public Collection<TKey, TOut> Map<TOut>(
        string name, Func<IGraphReader, TKey, TValue, TOut> map, IEqualityComparer<TOut>? equality = null) =>
        Choose<TOut>(name, (reader, key, value) => map(reader, key, value), equality);

    /// <summary>Keeps the entries for which the condition holds.</summary>
    public Collection<TKey, TValue> Where(string name, Func<IGraphReader, TKey, TValue, bool> condition) =>
        Choose(name, (reader, key, value) => condition(reader, key, value) ? value : Optional<TValue>.None, Node.Equality);

    /// <summary>
    /// Computes any number of entries, under other keys, from each entry. Where two give the same key, the one from the lower
    /// key counts.
    /// </summary>
    public Collection<TOutKey, TOut> FlatMap<TOutKey, TOut>(
        string name,
        Func<IGraphReader, TKey, TValue, IEnumerable<KeyValuePair<TOutKey, TOut>>> expand,
        IComparer<TKey>? order = null,
        IEqualityComparer<TOut>? equality = null) where TOutKey : notnull
    {
        var parts = Choose<ImmutableDictionary<TOutKey, TOut>>(
            name, (reader, key, value) => expand(reader, key, value).ToImmutableDictionary(), NeverEqual<ImmutableDictionary<TOutKey, TOut>>.Instance);
        return new(new FlattenNode<TKey, TOutKey, TOut>(
            parts.Node, name, order ?? Comparer<TKey>.Default, equality ?? EqualityComparer<TOut>.Default));
    }

    /// <summary>Pairs each entry with the entry of another collection that it points to; entries that point to none are left out.</summary>
    public Collection<TKey, TOut> Join<TOtherKey, TOther, TOut>(
        string name, Collection<TOtherKey, TOther> other, Func<TKey, TValue, TOtherKey> keyOf,
        Func<TKey, TValue, TOther, TOut> combine, IEqualityComparer<TOut>? equality = null) where TOtherKey : notnull =>
        Choose(name, (reader, key, value) => reader.Find(other, keyOf(key, value)) is { HasValue: true } found
            ? combine(key, value, found.Value) : Optional<TOut>.None, equality);

    /// <summary>The entries of both; where both have a key, this collection's entry counts.</summary>
    public Collection<TKey, TValue> Union(string name, Collection<TKey, TValue> other) =>
        new(new UnionNode<TKey, TValue>(Node, other.Node, name));

    /// <summary>Groups the entries under one key computed from each.</summary>
    public Index<TIndexKey, TKey, TValue> IndexBy<TIndexKey>(string name, Func<TKey, TValue, TIndexKey> keyOf) where TIndexKey : notnull =>
        IndexByMany<TIndexKey>(name, (key, value) => [keyOf(key, value)]);

    /// <summary>Groups the entries under any number of keys computed from each, such as its labels.</summary>
    public Index<TIndexKey, TKey, TValue> IndexByMany<TIndexKey>(string name, Func<TKey, TValue, IEnumerable<TIndexKey>> keysOf)
        where TIndexKey : notnull => new(new IndexNode<TIndexKey, TKey, TValue>(Node, name, keysOf));
}
