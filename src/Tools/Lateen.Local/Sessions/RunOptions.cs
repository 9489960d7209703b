namespace Lateen.Local.Sessions;

/// <summary>How long a mesh runs and how it is shown.</summary>
public sealed record RunOptions
{
    /// <summary>From when all pods are ready; null until it is interrupted.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>Whether the last line of the output is one JSON object for scripts.</summary>
    public bool Json { get; init; }

    /// <summary>How long the pods may take to become ready when <see cref="For"/> is given.</summary>
    public static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(3);
}
