namespace Lateen.Graph;

/// <summary>Equality of values that may be absent.</summary>
sealed class OptionalEquality<T>(IEqualityComparer<T> inner) : IEqualityComparer<Optional<T>>
{
    public bool Equals(Optional<T> x, Optional<T> y) =>
        x.HasValue == y.HasValue && (!x.HasValue || inner.Equals(x.Value, y.Value));

    public int GetHashCode(Optional<T> obj) => obj is { HasValue: true, Value: { } value } ? inner.GetHashCode(value) : 0;
}
