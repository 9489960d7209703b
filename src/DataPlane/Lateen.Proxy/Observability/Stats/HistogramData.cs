namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// A log-linear histogram as Envoy's: 90 bins per decade, so a value is known to two significant digits (bin 2,500 to 2,599 holds
/// 2,537). One writer; any thread may read. A decade's 720 bytes appear when a value first falls into it.
/// </summary>
public sealed class HistogramData
{
    internal const int BinsPerDecade = 90;

    /// <summary>Enough for every non-negative 64-bit number.</summary>
    internal const int Decades = 19;

    static readonly long[] Powers = PowersOfTen();

    readonly long[]?[] _decades = new long[]?[Decades];
    long _zeros;
    long _sum;

    /// <summary>The exact sum of what was recorded.</summary>
    public long Sum => Volatile.Read(ref _sum);

    /// <summary>Records one value; a negative one counts as 0.</summary>
    public void Record(long value)
    {
        if (value <= 0)
        {
            _zeros++;
            return;
        }

        _sum += value;
        var decade = DecadeOf(value);
        var bins = _decades[decade] ?? AddDecade(decade);
        bins[BinOf(value, decade)]++;
    }

    /// <summary>Adds what another histogram holds.</summary>
    internal void Add(HistogramData other)
    {
        _zeros += Volatile.Read(ref other._zeros);
        _sum += other.Sum;
        for (var decade = 0; decade < Decades; decade++)
        {
            if (Volatile.Read(ref other._decades[decade]) is not { } theirs)
                continue;
            var bins = _decades[decade] ?? AddDecade(decade);
            for (var bin = 0; bin < bins.Length; bin++)
                bins[bin] += theirs[bin];
        }
    }

    /// <summary>How many values were recorded.</summary>
    public long Count => CountBelow(double.PositiveInfinity);

    /// <summary>How many values lie in bins that end at or below <paramref name="bound"/>.</summary>
    public long CountBelow(double bound)
    {
        if (bound <= 0)
            return 0;
        var count = _zeros;
        for (var decade = 0; decade < Decades && Powers[decade] < bound; decade++)
        {
            if (_decades[decade] is not { } bins)
                continue;
            for (var bin = 0; bin < bins.Length && UpperEdge(decade, bin) <= bound; bin++)
                count += bins[bin];
        }

        return count;
    }

    /// <summary>
    /// The value below which the fraction <paramref name="quantile"/> (0 to 1) lies, interpolated inside its bin; NaN when empty.
    /// </summary>
    public double Quantile(double quantile)
    {
        var total = Count;
        if (total == 0)
            return double.NaN;
        var wanted = quantile * total;
        double seen = _zeros;
        if (_zeros > 0 && seen >= wanted)
            return 0;
        for (var decade = 0; decade < Decades; decade++)
        {
            if (_decades[decade] is not { } bins)
                continue;
            for (var bin = 0; bin < bins.Length; bin++)
            {
                if (bins[bin] > 0 && seen + bins[bin] >= wanted)
                    return LowerEdge(decade, bin) + (UpperEdge(decade, bin) - LowerEdge(decade, bin)) * ((wanted - seen) / bins[bin]);
                seen += bins[bin];
            }
        }

        return double.NaN;
    }

    static int DecadeOf(long value)
    {
        var decade = 0;
        while (decade + 1 < Decades && value >= Powers[decade + 1])
            decade++;
        return decade;
    }

    static int BinOf(long value, int decade) =>
        decade == 0 ? (int)(value - 1) * 10 : (int)(value / Powers[decade - 1]) - 10;

    static double LowerEdge(int decade, int bin) => (bin + 10) * (Powers[decade] / 10.0);

    static double UpperEdge(int decade, int bin) => (bin + 11) * (Powers[decade] / 10.0);

    long[] AddDecade(int decade)
    {
        var bins = new long[BinsPerDecade];
        Volatile.Write(ref _decades[decade], bins);
        return bins;
    }

    static long[] PowersOfTen()
    {
        var powers = new long[Decades];
        var power = 1L;
        for (var i = 0; i < Decades; i++, power *= 10)
            powers[i] = power;
        return powers;
    }
}
