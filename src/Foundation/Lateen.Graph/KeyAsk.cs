using Lateen.Core;

namespace Lateen.Graph;

/// <summary>"What is under this key?" Its readers run again when the answer changes, and not when another key does.</summary>
sealed class KeyAsk<TKey, TValue>(CollectionNode<TKey, TValue> owner, TKey key) : Node(owner.Graph), ISourceNode where TKey : notnull
{
    internal TKey Key => key;

    internal Optional<TValue> Answer { get; private set; }

    internal override string Title => $"{owner.Title}({key})";

    internal override bool Recompute(Evaluation evaluation)
    {
        evaluation.Read(this, owner);
        Answer = owner.Entries.TryGetValue(key, out var value) ? value : Optional<TValue>.None;
        return true;
    }

    internal override void Drop() => owner.Forget(this);

    void ISourceNode.CollectSources(HashSet<ObjectRef> sources) => owner.CollectSources(key, sources);
}
