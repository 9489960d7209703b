using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Graph;

/// <summary>"What is in it?" Its readers run again at every change.</summary>
sealed class AllAsk<TKey, TValue>(CollectionNode<TKey, TValue> owner) : Node(owner.Graph), ISourceNode where TKey : notnull
{
    internal ImmutableDictionary<TKey, TValue> Answer { get; private set; } = ImmutableDictionary<TKey, TValue>.Empty;

    internal override string Title => $"{owner.Title}(*)";

    internal override bool Recompute(Evaluation evaluation)
    {
        evaluation.Read(this, owner);
        Answer = owner.Entries;
        return true;
    }

    internal override void Drop() => owner.ForgetAll();

    void ISourceNode.CollectSources(HashSet<ObjectRef> sources)
    {
        foreach (var key in Answer.Keys)
            owner.CollectSources(key, sources);
    }
}
