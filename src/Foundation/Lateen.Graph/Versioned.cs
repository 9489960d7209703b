namespace Lateen.Graph;

/// <summary>
/// A value as of the current revision and the one before, so that a reader which pinned the older one goes on seeing it.
/// Readers take no lock: a change swaps the head.
/// </summary>
sealed class Versioned<T>(T initial)
{
    volatile Version head = new(initial, -1, null);

    internal T Current => head.Value;

    internal T At(long revision)
    {
        var version = head;
        return version.Revision <= revision || version.Previous is not { } previous ? version.Value : previous.Value;
    }

    internal void Set(T value, long revision)
    {
        var old = head;
        var before = old.Revision == revision ? old.Previous : old with { Previous = null };
        head = new Version(value, revision, before);
    }

    /// <summary>Forgets the older value: nobody pins its revision any more.</summary>
    internal void Trim() => head = head with { Previous = null };

    sealed record Version(T Value, long Revision, Version? Previous);
}
