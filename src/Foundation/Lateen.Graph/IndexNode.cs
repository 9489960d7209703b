using System.Collections.Immutable;

namespace Lateen.Graph;

/// <summary>Keeps the groups of an index and tells the readers of those that change.</summary>
sealed class IndexNode<TIndexKey, TKey, TValue>(
    CollectionNode<TKey, TValue> source, string name, Func<TKey, TValue, IEnumerable<TIndexKey>> keysOf)
    : Node(source.Graph), IChangeSink<TKey, TValue> where TIndexKey : notnull where TKey : notnull
{
    readonly Dictionary<TIndexKey, ImmutableDictionary<TKey, TValue>> groups = [];
    readonly Dictionary<TIndexKey, IndexAsk<TIndexKey, TKey, TValue>> asks = [];
    readonly List<Change<TKey, TValue>> pending = [];
    readonly HashSet<TIndexKey> touched = [];
    bool attached;

    internal override string Title => name;

    internal CollectionNode<TKey, TValue> Source => source;

    internal ImmutableDictionary<TKey, TValue> Group(TIndexKey key) =>
        groups.TryGetValue(key, out var group) ? group : ImmutableDictionary<TKey, TValue>.Empty;

    public void Accept(IReadOnlyList<Change<TKey, TValue>> changes)
    {
        pending.AddRange(changes);
        Graph.Enqueue(this);
    }

    internal override bool Recompute(Evaluation evaluation)
    {
        touched.Clear();
        evaluation.Read(this, source);
        if (attached)
            foreach (var change in TakePending())
                Apply(change);
        else
            Attach();
        return touched.Count > 0;
    }

    internal override void MarkDependents()
    {
        foreach (var key in touched)
            if (asks.TryGetValue(key, out var ask))
                Graph.Enqueue(ask);
    }

    internal override void Drop()
    {
        source.RemoveSink(this);
        groups.Clear();
        pending.Clear();
        attached = false;
        State = NodeState.New;
        Height = 0;
    }

    internal IndexAsk<TIndexKey, TKey, TValue> AskFor(TIndexKey key)
    {
        if (!asks.TryGetValue(key, out var ask))
        {
            asks.Add(key, ask = new IndexAsk<TIndexKey, TKey, TValue>(this, key));
            Graph.Created(ask);
        }

        return ask;
    }

    internal void Forget(TIndexKey key) => asks.Remove(key);

    void Attach()
    {
        lock (Graph.Structure)
        {
            attached = true;
            source.AddSink(this);
            Graph.Created(this);
        }

        foreach (var (key, value) in source.Entries)
            Apply(new Change<TKey, TValue>(key, Optional<TValue>.None, value));
    }

    Change<TKey, TValue>[] TakePending()
    {
        lock (Graph.Structure)
        {
            var taken = pending.ToArray();
            pending.Clear();
            return taken;
        }
    }

    void Apply(Change<TKey, TValue> change)
    {
        if (change.Old.HasValue)
            foreach (var key in keysOf(change.Key, change.Old.Value))
                Put(key, Group(key).Remove(change.Key));
        if (change.New.HasValue)
            foreach (var key in keysOf(change.Key, change.New.Value))
                Put(key, Group(key).SetItem(change.Key, change.New.Value));
    }

    void Put(TIndexKey key, ImmutableDictionary<TKey, TValue> group)
    {
        if (group.IsEmpty)
            groups.Remove(key);
        else
            groups[key] = group;
        touched.Add(key);
    }
}
