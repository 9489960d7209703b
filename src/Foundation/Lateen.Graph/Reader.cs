using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Graph;

/// <summary>Records what one run of a derived function reads and says.</summary>
sealed class Reader(Evaluation evaluation) : IGraphReader
{
    readonly List<Attribution> attributions = [];

    internal HashSet<Node> Read { get; } = [];

    internal IReadOnlyList<Attribution> Attributions => attributions;

    public TValue Get<TKey, TValue>(Derived<TKey, TValue> derived, TKey key) where TKey : notnull =>
        Visit(() => derived.NodeOf(key)).Read();

    public TValue Get<TValue>(InputValue<TValue> input) => Find(input.Cells, default).Value;

    public Optional<TValue> Find<TKey, TValue>(Collection<TKey, TValue> collection, TKey key) where TKey : notnull =>
        Visit(() => collection.Node.AskFor(key)).Answer;

    public ImmutableDictionary<TKey, TValue> All<TKey, TValue>(Collection<TKey, TValue> collection) where TKey : notnull =>
        Visit(collection.Node.AskForAll).Answer;

    public ImmutableDictionary<TKey, TValue> Lookup<TIndexKey, TKey, TValue>(Index<TIndexKey, TKey, TValue> index, TIndexKey key)
        where TIndexKey : notnull where TKey : notnull => Visit(() => index.Node.AskFor(key)).Answer;

    public TPart Emit<TPart>(string name, TPart part, params ReadOnlySpan<SourceRef> sources)
    {
        attributions.Add(new Attribution(name, sources.ToArray()));
        return part;
    }

    TNode Visit<TNode>(Func<TNode> find) where TNode : Node
    {
        TNode node;
        lock (evaluation.Graph.Structure)
            node = find();
        evaluation.Ensure(node);
        Read.Add(node);
        return node;
    }
}
