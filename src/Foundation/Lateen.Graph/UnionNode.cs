using Lateen.Core;

namespace Lateen.Graph;

/// <summary>The entries of two collections; the first one's count where both have a key.</summary>
sealed class UnionNode<TKey, TValue>(CollectionNode<TKey, TValue> first, CollectionNode<TKey, TValue> second, string name)
    : CollectionNode<TKey, TValue>(first.Graph, name, first.Equality), IChangeSink<TKey, TValue> where TKey : notnull
{
    readonly HashSet<TKey> touched = [];
    bool attached;

    public void Accept(IReadOnlyList<Change<TKey, TValue>> changes)
    {
        foreach (var change in changes)
            touched.Add(change.Key);
        Graph.Enqueue(this);
    }

    internal override void CollectSources(TKey key, HashSet<ObjectRef> sources) => SideOf(key).CollectSources(key, sources);

    internal override IReadOnlyList<Attribution> AttributionsOf(TKey key) => SideOf(key).AttributionsOf(key);

    protected override void Update(Evaluation evaluation)
    {
        evaluation.Read(this, first);
        evaluation.Read(this, second);
        foreach (var key in TakeTouched())
            Put(key, SideOf(key).Entries.TryGetValue(key, out var value) ? value : Optional<TValue>.None);
    }

    protected override void Detach()
    {
        first.RemoveSink(this);
        second.RemoveSink(this);
        touched.Clear();
        attached = false;
    }

    CollectionNode<TKey, TValue> SideOf(TKey key) => first.Entries.ContainsKey(key) ? first : second;

    TKey[] TakeTouched()
    {
        lock (Graph.Structure)
        {
            if (!attached)
            {
                attached = true;
                first.AddSink(this);
                second.AddSink(this);
                Graph.Created(this);
                touched.UnionWith(first.Entries.Keys);
                touched.UnionWith(second.Entries.Keys);
            }

            TKey[] taken = [.. touched];
            touched.Clear();
            return taken;
        }
    }
}
