using Lateen.Core;

namespace Lateen.Graph;

/// <summary>A collection computed entry by entry from another: only the keys that change, or whose reads change, are computed again.</summary>
sealed class ChooseNode<TKey, TIn, TOut>(
    CollectionNode<TKey, TIn> source, string name, Func<IGraphReader, TKey, TIn, Optional<TOut>> choose, IEqualityComparer<TOut> equality)
    : CollectionNode<TKey, TOut>(source.Graph, name, equality), IChangeSink<TKey, TIn> where TKey : notnull
{
    readonly Dictionary<TKey, EntryNode<TKey, TIn, TOut>> entries = [];
    readonly HashSet<TKey> touched = [];
    readonly OptionalEquality<TOut> entryEquality = new(equality);
    bool attached;

    public void Accept(IReadOnlyList<Change<TKey, TIn>> changes)
    {
        foreach (var change in changes)
        {
            touched.Add(change.Key);
            if (!change.New.HasValue)
                RemoveEntry(change.Key);
            else if (entries.TryGetValue(change.Key, out var entry))
                entry.SetInput(change.New.Value, source.Height);
            else
                AddEntry(change.Key, change.New.Value);
        }

        Graph.Enqueue(this);
    }

    internal Optional<TOut> Compute(IGraphReader reader, TKey key, TIn input) => choose(reader, key, input);

    internal void EntryChanged(TKey key)
    {
        touched.Add(key);
        Graph.Enqueue(this);
    }

    internal override void CollectSources(TKey key, HashSet<ObjectRef> sources)
    {
        source.CollectSources(key, sources);
        if (entries.TryGetValue(key, out var entry))
            GraphSources.Collect(entry, sources);
    }

    internal override IReadOnlyList<Attribution> AttributionsOf(TKey key) =>
        entries.TryGetValue(key, out var entry) ? entry.Attributions : [];

    protected override void Update(Evaluation evaluation)
    {
        evaluation.Read(this, source);
        if (!attached)
            Attach();
        foreach (var key in TakeTouched())
        {
            EntryNode<TKey, TIn, TOut>? entry;
            lock (Graph.Structure)
                entry = entries.GetValueOrDefault(key);
            if (entry is not null)
                evaluation.Ensure(entry);
            Put(key, entry is null ? Optional<TOut>.None : entry.Current.ValueOr(Optional<TOut>.None));
        }
    }

    protected override void Detach()
    {
        source.RemoveSink(this);
        entries.Clear();
        touched.Clear();
        attached = false;
    }

    void Attach()
    {
        lock (Graph.Structure)
        {
            attached = true;
            source.AddSink(this);
            Graph.Created(this);
            foreach (var (key, value) in source.Entries)
            {
                touched.Add(key);
                AddEntry(key, value);
            }
        }
    }

    TKey[] TakeTouched()
    {
        lock (Graph.Structure)
        {
            TKey[] taken = [.. touched];
            touched.Clear();
            return taken;
        }
    }

    void AddEntry(TKey key, TIn input)
    {
        var entry = new EntryNode<TKey, TIn, TOut>(this, key, input, entryEquality);
        entries.Add(key, entry);
        Graph.Created(entry);
        entry.RaiseAbove(source.Height);
        AddDependency(entry);
        if (State != NodeState.Computing)
            Graph.Enqueue(entry);
    }

    void RemoveEntry(TKey key)
    {
        if (entries.Remove(key, out var entry))
            RemoveDependency(entry);
    }
}
