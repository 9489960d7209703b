using System.Globalization;

namespace Lateen.Local.Metrics;

/// <summary>A cumulative histogram, as Prometheus writes it.</summary>
internal sealed class Histogram
{
    readonly SortedDictionary<double, double> cumulative = [];

    /// <summary>Adds a bucket: how many observations were at most <paramref name="bound"/> ("+Inf" for all).</summary>
    public void Add(string bound, double count)
    {
        var at = bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);
        cumulative[at] = cumulative.GetValueOrDefault(at) + count;
    }

    /// <summary>A quantile, linear within its bucket, as Prometheus' <c>histogram_quantile</c>; the highest finite bound where it lies beyond; null when empty.</summary>
    /// <param name="part">From 0 to 1.</param>
    public double? Quantile(double part)
    {
        if (cumulative.Count == 0 || cumulative.Values.Last() is not (> 0 and var total))
            return null;
        double lowerBound = 0, lowerCount = 0, rank = part * total;
        foreach (var (bound, count) in cumulative)
        {
            if (count >= rank && count > lowerCount)
                return double.IsPositiveInfinity(bound) ? lowerBound : Math.Round(lowerBound + (bound - lowerBound) * (rank - lowerCount) / (count - lowerCount), 2);
            (lowerBound, lowerCount) = (double.IsPositiveInfinity(bound) ? lowerBound : bound, count);
        }

        return lowerBound;
    }
}
