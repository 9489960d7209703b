namespace Lateen.Proxy.Clusters;

/// <summary>Good and bad outcomes of one interval, counted by all workers, read and begun anew by the main loop.</summary>
sealed class OutcomeCounter
{
    long total;
    long good;

    public void Count(bool isGood)
    {
        Interlocked.Increment(ref total);
        if (isGood) Interlocked.Increment(ref good);
    }

    /// <summary>What was counted since the last call. An outcome that comes at the same moment may be seen half; the next interval has the rest.</summary>
    public (long Total, double GoodPercent) Take()
    {
        var counted = Interlocked.Exchange(ref total, 0);
        var successes = Interlocked.Exchange(ref good, 0);
        return (counted, counted == 0 ? 100 : Math.Min(100, successes * 100.0 / counted));
    }
}
