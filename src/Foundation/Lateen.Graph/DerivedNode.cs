namespace Lateen.Graph;

/// <summary>One member of a derived family.</summary>
sealed class DerivedNode<TKey, TValue>(Graph graph, Derived<TKey, TValue> family, TKey key, IEqualityComparer<TValue> equality)
    : Computation<TValue>(graph, equality) where TKey : notnull
{
    internal override string Title => family.TitleOf(key);

    internal override void Drop() => family.Forget(key);

    protected override TValue Run(IGraphReader reader) => family.Compute(reader, key);
}
