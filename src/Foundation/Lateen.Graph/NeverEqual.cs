using System.Diagnostics.CodeAnalysis;

namespace Lateen.Graph;

/// <summary>For intermediate values whose differences the next node works out entry by entry.</summary>
sealed class NeverEqual<T> : IEqualityComparer<T>
{
    internal static readonly NeverEqual<T> Instance = new();

    public bool Equals(T? x, T? y) => false;

    public int GetHashCode([DisallowNull] T obj) => 0;
}
