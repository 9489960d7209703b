namespace Lateen.Graph;

/// <summary>The computation of one entry of a <see cref="ChooseNode{TKey,TIn,TOut}"/>.</summary>
sealed class EntryNode<TKey, TIn, TOut>(
    ChooseNode<TKey, TIn, TOut> owner, TKey key, TIn input, IEqualityComparer<Optional<TOut>> equality)
    : Computation<Optional<TOut>>(owner.Graph, equality) where TKey : notnull
{
    TIn input = input;

    internal override string Title => $"{owner.Title}({key})";

    internal void SetInput(TIn value, int sourceHeight)
    {
        input = value;
        RaiseAbove(sourceHeight);
        Graph.Enqueue(this);
    }

    internal override void MarkDependents()
    {
        owner.EntryChanged(key);
        Graph.ChangedNow(this);
    }

    protected override Optional<TOut> Run(IGraphReader reader) => owner.Compute(reader, key, input);
}
