using Lateen.Core;

namespace Lateen.Graph;

/// <summary>The root of the graph: entries set from outside. Always up to date, never dropped.</summary>
sealed class InputNode<TKey, TValue> : CollectionNode<TKey, TValue>, IStagedInput where TKey : notnull
{
    readonly Dictionary<TKey, Optional<TValue>> staged = [];

    internal InputNode(Graph graph, string name, IEqualityComparer<TValue> equality) : base(graph, name, equality)
    {
        State = NodeState.Clean;
        ObserverCount = 1;
    }

    internal void Stage(TKey key, Optional<TValue> value) => staged[key] = value;

    public bool Apply()
    {
        BeginChanges();
        foreach (var (key, value) in staged)
            Put(key, value);
        staged.Clear();
        if (!FinishChanges())
            return false;
        MarkDependents();
        return true;
    }

    internal override void CollectSources(TKey key, HashSet<ObjectRef> sources)
    {
        if (key is ObjectRef reference)
            sources.Add(reference);
        else if (key is ISourceKey source)
            sources.Add(source.Source);
    }

    protected override void Update(Evaluation evaluation) { }
}
