namespace Lateen.Pilot.Push;

/// <summary>
/// Decides when gathered changes are pushed. It keeps no clock: each call says what time it is, and the answer is how long to wait until
/// asking again (zero: push now; null: nothing is waiting).
/// </summary>
sealed class Debounce(PushOptions options)
{
    TimeSpan? first;
    TimeSpan last;

    /// <summary>Something changed.</summary>
    public TimeSpan? Changed(TimeSpan now)
    {
        first ??= now;
        last = now;
        return Ask(now);
    }

    /// <summary>Time has passed.</summary>
    public TimeSpan? Ask(TimeSpan now)
    {
        if (first is not { } begin)
            return null;
        var due = last + options.Quiet;
        if (begin + options.Longest < due)
            due = begin + options.Longest;
        return due > now ? due - now : TimeSpan.Zero;
    }

    /// <summary>The push has taken everything gathered so far.</summary>
    public void Pushed() => first = null;
}
