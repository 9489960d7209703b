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
    readonly Dictionary<string, Series> _byLabels = [];
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
    /// The series of <paramref name="key"/>; different keys with equal labels share one, so that a re-created cluster or certificate goes on counting. <paramref name="labels"/> makes its label values, in the definition's order, the first time; the
    /// key must decide them. At the limit, the series that stands for all others.
    /// </summary>
    public Series Get<TState>(in SeriesKey key, TState state, Func<TState, ImmutableArray<string>> labels)
    {
        if (!_byKey.TryGetValue(key, out var series))
            series = Find(key, labels(state));
        if (ReferenceEquals(series, _other))
            _overflow++;
        return series;
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

    Series Find(in SeriesKey key, ImmutableArray<string> labels)
    {
        var name = string.Join('\0', labels);
        if (!_byLabels.TryGetValue(name, out var series))
            series = _count == _definition.Limit ? _other : _byLabels[name] = Append(labels);

        // Keys hold objects of configuration that is long gone; forgetting them all costs one look-up by text each.
        if (_byKey.Count >= _definition.Limit * 4)
            _byKey.Clear();
        _byKey[key] = series;
        return series;
    }

    Series Append(ImmutableArray<string> labels)
    {
        var series = new Series(labels, _definition.Metrics.Length);
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
