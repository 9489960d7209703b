using System.Collections.Immutable;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>The values of one label set on one loop. Written by that loop only.</summary>
public sealed class Series
{
    readonly long[] _counters;
    readonly HistogramData?[] _histograms;

    internal Series(ImmutableArray<string> labels, int metrics) =>
        (Labels, _counters, _histograms) = (labels, new long[metrics], new HistogramData?[metrics]);

    /// <summary>The label values, in the definition's order.</summary>
    internal ImmutableArray<string> Labels { get; }

    /// <summary>Adds to the counter with this index in the definition.</summary>
    public void Add(int metric, long count) => _counters[metric] += count;

    /// <summary>Records in the histogram with this index in the definition.</summary>
    public void Record(int metric, long value)
    {
        if (_histograms[metric] is not { } histogram)
            Volatile.Write(ref _histograms[metric], histogram = new HistogramData());
        histogram.Record(value);
    }

    internal long Counter(int metric) => Volatile.Read(ref _counters[metric]);

    internal HistogramData? Distribution(int metric) => Volatile.Read(ref _histograms[metric]);

    /// <summary>Adds what another series counted.</summary>
    internal void Merge(Series other)
    {
        for (var metric = 0; metric < _counters.Length; metric++)
        {
            _counters[metric] += other.Counter(metric);
            if (other.Distribution(metric) is { } histogram)
                (_histograms[metric] ??= new HistogramData()).Add(histogram);
        }
    }
}
