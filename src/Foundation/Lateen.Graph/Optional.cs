namespace Lateen.Graph;

/// <summary>A value or its absence: absence is a value too, and can be depended on.</summary>
public readonly record struct Optional<T>
{
    readonly T value;

    /// <summary>A present value.</summary>
    public Optional(T value) => (this.value, HasValue) = (value, true);

    /// <summary>Absence.</summary>
    public static Optional<T> None => default;

    /// <summary>Whether there is a value.</summary>
    public bool HasValue { get; }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? value : throw new InvalidOperationException("there is no value");

    /// <summary>The value, or the given one.</summary>
    public T ValueOr(T fallback) => HasValue ? value : fallback;

    /// <summary>Wraps a value.</summary>
    public static implicit operator Optional<T>(T value) => new(value);
}
