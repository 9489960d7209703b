using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Graph;

/// <summary>"What is in this group?"</summary>
sealed class IndexAsk<TIndexKey, TKey, TValue>(IndexNode<TIndexKey, TKey, TValue> owner, TIndexKey key)
    : Node(owner.Graph), ISourceNode where TIndexKey : notnull where TKey : notnull
{
    internal ImmutableDictionary<TKey, TValue> Answer { get; private set; } = ImmutableDictionary<TKey, TValue>.Empty;

    internal override string Title => $"{owner.Title}({key})";

    internal override bool Recompute(Evaluation evaluation)
    {
        evaluation.Read(this, owner);
        Answer = owner.Group(key);
        return true;
    }

    internal override void Drop() => owner.Forget(key);

    void ISourceNode.CollectSources(HashSet<ObjectRef> sources)
    {
        foreach (var entry in Answer.Keys)
            owner.Source.CollectSources(entry, sources);
    }
}
