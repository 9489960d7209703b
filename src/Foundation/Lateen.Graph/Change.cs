namespace Lateen.Graph;

/// <summary>How one key of a collection differs between two revisions. At least one of the two is present.</summary>
/// <param name="Key">The key.</param>
/// <param name="Old">The value before, absent for an addition.</param>
/// <param name="New">The value after, absent for a removal.</param>
public readonly record struct Change<TKey, TValue>(TKey Key, Optional<TValue> Old, Optional<TValue> New);
