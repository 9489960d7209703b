namespace Lateen.Local.Processes;

/// <summary>How long to wait before a program that ended is started again: doubling, bounded, forgiven after it ran well for a while.</summary>
internal sealed class Backoff
{
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan RanWell = TimeSpan.FromSeconds(60);

    TimeSpan next = First;

    /// <summary>The wait before the next start.</summary>
    /// <param name="ran">How long the program that just ended had run.</param>
    public TimeSpan After(TimeSpan ran)
    {
        if (ran >= RanWell)
            next = First;
        var wait = next;
        next = TimeSpan.FromTicks(Math.Min(next.Ticks * 2, Longest.Ticks));
        return wait;
    }
}
