using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Graph;

/// <summary>
/// A collection's entries and who asked what of them. A change reaches only those whose answer it changes: the readers of a
/// key, of the whole, and the operators downstream, which are handed the changes themselves.
/// </summary>
abstract class CollectionNode<TKey, TValue>(Graph graph, string name, IEqualityComparer<TValue> equality)
    : Node(graph), IRevisionListener where TKey : notnull
{
    readonly Versioned<ImmutableDictionary<TKey, TValue>> entries = new(ImmutableDictionary<TKey, TValue>.Empty);
    readonly Dictionary<TKey, KeyAsk<TKey, TValue>> keyAsks = [];
    readonly List<IChangeSink<TKey, TValue>> sinks = [];
    readonly List<CollectionObserver<TKey, TValue>> observers = [];
    readonly List<Change<TKey, TValue>> changes = [];
    readonly Dictionary<TKey, Optional<TValue>> before = [];
    AllAsk<TKey, TValue>? allAsk;
    ImmutableDictionary<TKey, TValue>.Builder? edited;

    internal override string Title => name;

    internal IEqualityComparer<TValue> Equality => equality;

    internal ImmutableDictionary<TKey, TValue> Entries => entries.Current;

    /// <summary>Called when nobody needs the collection any more.</summary>
    internal Action? Dropped { get; set; }

    internal ImmutableDictionary<TKey, TValue> At(long revision) => entries.At(revision);

    internal sealed override bool Recompute(Evaluation evaluation)
    {
        BeginChanges();
        Update(evaluation);
        return FinishChanges();
    }

    internal override void MarkDependents()
    {
        foreach (var change in changes)
            if (keyAsks.TryGetValue(change.Key, out var ask))
                Graph.Enqueue(ask);
        if (allAsk is not null)
            Graph.Enqueue(allAsk);
        foreach (var sink in sinks)
            sink.Accept(changes);
        foreach (var observer in observers)
            observer.Accept(changes);
        Graph.ChangedNow(this);
    }

    internal override void Drop()
    {
        Detach();
        entries.Set(ImmutableDictionary<TKey, TValue>.Empty, Graph.Revision);
        entries.Trim();
        State = NodeState.New;
        Height = 0;
        Dropped?.Invoke();
    }

    /// <summary>The configuration objects that an entry was computed from.</summary>
    internal abstract void CollectSources(TKey key, HashSet<ObjectRef> sources);

    /// <summary>What the function that made an entry said of its parts.</summary>
    internal virtual IReadOnlyList<Attribution> AttributionsOf(TKey key) => [];

    internal KeyAsk<TKey, TValue> AskFor(TKey key)
    {
        if (!keyAsks.TryGetValue(key, out var ask))
        {
            keyAsks.Add(key, ask = new KeyAsk<TKey, TValue>(this, key));
            Graph.Created(ask);
        }

        return ask;
    }

    internal AllAsk<TKey, TValue> AskForAll()
    {
        if (allAsk is null)
        {
            allAsk = new AllAsk<TKey, TValue>(this);
            Graph.Created(allAsk);
        }

        return allAsk;
    }

    internal void Forget(KeyAsk<TKey, TValue> ask) => keyAsks.Remove(ask.Key);

    internal void ForgetAll() => allAsk = null;

    internal void AddSink(IChangeSink<TKey, TValue> sink) => sinks.Add(sink);

    internal void RemoveSink(IChangeSink<TKey, TValue> sink) => sinks.Remove(sink);

    internal void AddObserver(CollectionObserver<TKey, TValue> observer) => observers.Add(observer);

    internal void RemoveObserver(CollectionObserver<TKey, TValue> observer) => observers.Remove(observer);

    void IRevisionListener.Committed(long revision)
    {
        foreach (var observer in observers)
            observer.Committed(revision);
    }

    void IRevisionListener.Trim() => entries.Trim();

    /// <summary>Brings the entries up to date through <see cref="Put"/>.</summary>
    protected abstract void Update(Evaluation evaluation);

    /// <summary>Lets go of what the collection is computed from.</summary>
    protected virtual void Detach() { }

    /// <summary>Sets or removes an entry; an equal value keeps the old instance and is no change.</summary>
    protected void Put(TKey key, Optional<TValue> value)
    {
        edited ??= entries.Current.ToBuilder();
        var old = edited.TryGetValue(key, out var present) ? present : Optional<TValue>.None;
        if (AreEqual(old, value))
            return;
        before.TryAdd(key, old);
        Store(edited, key, value);
    }

    /// <summary>
    /// Publishes the entries. Returns whether anything changed: a key that was changed and changed back was not.
    /// </summary>
    protected bool FinishChanges()
    {
        foreach (var (key, old) in before)
        {
            var now = edited!.TryGetValue(key, out var value) ? value : Optional<TValue>.None;
            if (AreEqual(old, now))
                Store(edited, key, old);
            else
                changes.Add(new Change<TKey, TValue>(key, old, now));
        }

        if (changes.Count > 0)
            entries.Set(edited!.ToImmutable(), Graph.Stabilisation);
        before.Clear();
        edited = null;
        return changes.Count > 0;
    }

    bool AreEqual(Optional<TValue> x, Optional<TValue> y) =>
        x.HasValue == y.HasValue && (!x.HasValue || equality.Equals(x.Value, y.Value));

    static void Store(ImmutableDictionary<TKey, TValue>.Builder map, TKey key, Optional<TValue> value)
    {
        if (value.HasValue)
            map[key] = value.Value;
        else
            map.Remove(key);
    }

    /// <summary>Forgets the changes of the round before.</summary>
    protected void BeginChanges() => changes.Clear();
}
