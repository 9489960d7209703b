namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// What decides a series' labels, as values that compare without touching text: up to three immutable objects by reference (peer
/// metadata, the cluster's metadata, the peer's principal) and two packed numbers (codes, flags, protocol).
/// </summary>
public readonly struct SeriesKey(object? first, object? second, object? third, ulong numbers, ulong moreNumbers) : IEquatable<SeriesKey>
{
    readonly object? _first = first;
    readonly object? _second = second;
    readonly object? _third = third;
    readonly ulong _numbers = numbers;
    readonly ulong _moreNumbers = moreNumbers;

    /// <inheritdoc />
    public bool Equals(SeriesKey other) =>
        _numbers == other._numbers && _moreNumbers == other._moreNumbers
        && ReferenceEquals(_first, other._first) && ReferenceEquals(_second, other._second) && ReferenceEquals(_third, other._third);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is SeriesKey other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(
        _numbers, _moreNumbers,
        System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_first),
        System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_second),
        System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_third));
}
