using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Graph;

/// <summary>Spreads the small maps of a collection out into one; where two hold the same key, the lower owner's entry counts.</summary>
sealed class FlattenNode<TOwner, TKey, TValue>(
    CollectionNode<TOwner, ImmutableDictionary<TKey, TValue>> source, string name, IComparer<TOwner> order, IEqualityComparer<TValue> equality)
    : CollectionNode<TKey, TValue>(source.Graph, name, equality), IChangeSink<TOwner, ImmutableDictionary<TKey, TValue>>
    where TOwner : notnull where TKey : notnull
{
    readonly Dictionary<TKey, SortedDictionary<TOwner, TValue>> owners = [];
    readonly List<Change<TOwner, ImmutableDictionary<TKey, TValue>>> pending = [];
    bool attached;

    public void Accept(IReadOnlyList<Change<TOwner, ImmutableDictionary<TKey, TValue>>> changes)
    {
        pending.AddRange(changes);
        Graph.Enqueue(this);
    }

    internal override void CollectSources(TKey key, HashSet<ObjectRef> sources)
    {
        if (owners.TryGetValue(key, out var from))
            foreach (var owner in from.Keys)
                source.CollectSources(owner, sources);
    }

    internal override IReadOnlyList<Attribution> AttributionsOf(TKey key) =>
        owners.TryGetValue(key, out var from) ? source.AttributionsOf(from.First().Key) : [];

    protected override void Update(Evaluation evaluation)
    {
        evaluation.Read(this, source);
        foreach (var change in Pending())
            Apply(change);
    }

    protected override void Detach()
    {
        source.RemoveSink(this);
        owners.Clear();
        pending.Clear();
        attached = false;
    }

    Change<TOwner, ImmutableDictionary<TKey, TValue>>[] Pending()
    {
        lock (Graph.Structure)
        {
            if (!attached)
            {
                attached = true;
                source.AddSink(this);
                Graph.Created(this);
                return [.. source.Entries.Select(e => new Change<TOwner, ImmutableDictionary<TKey, TValue>>(e.Key, default, e.Value))];
            }

            var taken = pending.ToArray();
            pending.Clear();
            return taken;
        }
    }

    void Apply(Change<TOwner, ImmutableDictionary<TKey, TValue>> change)
    {
        var old = change.Old.ValueOr(ImmutableDictionary<TKey, TValue>.Empty);
        var now = change.New.ValueOr(ImmutableDictionary<TKey, TValue>.Empty);
        foreach (var key in old.Keys)
            if (!now.ContainsKey(key) && owners[key].Remove(change.Key))
                Publish(key);
        foreach (var (key, value) in now)
        {
            if (!owners.TryGetValue(key, out var from))
                owners.Add(key, from = new SortedDictionary<TOwner, TValue>(order));
            from[change.Key] = value;
            Publish(key);
        }
    }

    void Publish(TKey key)
    {
        var from = owners[key];
        if (from.Count == 0)
            owners.Remove(key);
        Put(key, from.Count == 0 ? Optional<TValue>.None : from.First().Value);
    }
}
