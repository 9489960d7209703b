using System.Collections.Immutable;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// One loop's series of a group, found by key without allocation. New label sets are appended to a list that the main loop may
/// read at any time.
/// </summary>
public sealed class SeriesTable
{
    readonly SeriesDefinition _definition;
    readonly Dictionary<SeriesKey, Series> _byKey = [];
    readonly Series _other;
    Series[] _all = new Series[16];
    int _count;
    long _overflow;

    internal SeriesTable(SeriesDefinition definition)
    {
        _definition = definition;
        _other = new Series([.. definition.Labels.Select(_ => "other")], definition.Metrics.Length);
    }

    /// <summary>
    /// The series of <paramref name="key"/>. <paramref name="labels"/> makes its label values, in the definition's order, the first time; the
    /// key must decide them. At the limit, the series that stands for all others.
    /// </summary>
    public Series Get<TState>(in SeriesKey key, TState state, Func<TState, ImmutableArray<string>> labels)
    {
        if (_byKey.TryGetValue(key, out var series))
            return series;
        if (_count == _definition.Limit)
        {
            _overflow++;
            return _other;
        }

        return Append(key, labels(state));
    }

    /// <summary>The series known now; the main loop reads them while the owner appends more.</summary>
    internal ReadOnlySpan<Series> All
    {
        get
        {
            var count = Volatile.Read(ref _count);
            return Volatile.Read(ref _all).AsSpan(0, count);
        }
    }

    internal Series Other => _other;

    /// <summary>How many times a label set didn't fit.</summary>
    internal long Overflow => Volatile.Read(ref _overflow);

    Series Append(in SeriesKey key, ImmutableArray<string> labels)
    {
        var series = new Series(labels, _definition.Metrics.Length);
        _byKey.Add(key, series);
        if (_count == _all.Length)
        {
            var longer = new Series[_count * 2];
            _all.CopyTo(longer, 0);
            Volatile.Write(ref _all, longer);
        }

        _all[_count] = series;
        Volatile.Write(ref _count, _count + 1);
        return series;
    }
}
