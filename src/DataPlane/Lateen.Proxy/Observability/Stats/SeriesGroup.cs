using System.Collections.Immutable;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>Metrics with labels of run-time values: a table per loop, merged by label set when read by the main loop.</summary>
public sealed class SeriesGroup
{
    /// <summary>More cores than one proxy is ever given.</summary>
    public const int MaxWorkers = 256;

    readonly SeriesTable?[] _tables = new SeriesTable?[MaxWorkers];

    internal SeriesGroup(SeriesDefinition definition) => Definition = definition;

    /// <summary>The metrics and label names.</summary>
    public SeriesDefinition Definition { get; }

    /// <summary>The table of one worker, made on first use; only that worker touches what is in it.</summary>
    public SeriesTable Table(int worker)
    {
        if (Volatile.Read(ref _tables[worker]) is { } known)
            return known;
        var table = new SeriesTable(Definition);
        return Interlocked.CompareExchange(ref _tables[worker], table, null) ?? table;
    }

    SeriesTable[] Tables => [.. _tables.OfType<SeriesTable>()];

    internal IEnumerable<Stat> Read() => Merged().SelectMany(StatsOf).Append(Overflow());

    List<Series> Merged()
    {
        var merged = new Dictionary<string, Series>();
        foreach (var table in Tables)
        {
            foreach (var series in table.All)
                Merge(merged, series);
            if (table.Overflow > 0)
                Merge(merged, table.Other);
        }

        return [.. merged.Values];
    }

    // Labels come from peers: a separator that they can't hold keeps different sets apart.
    void Merge(Dictionary<string, Series> merged, Series series)
    {
        var name = string.Join('\0', series.Labels);
        if (!merged.TryGetValue(name, out var sum))
            merged[name] = sum = new Series(series.Labels, Definition.Metrics.Length);
        sum.Merge(series);
    }

    IEnumerable<Stat> StatsOf(Series series)
    {
        var tags = Definition.Labels.Zip(series.Labels, (name, value) => new StatTag(name, value)).ToImmutableArray();
        for (var metric = 0; metric < Definition.Metrics.Length; metric++)
        {
            var (name, kind) = Definition.Metrics[metric];
            var (counter, distribution) = (series.Counter(metric), series.Distribution(metric));
            if (counter != 0 || distribution is not null)
                yield return new Stat(kind, FullName(name, tags), name, tags, counter, distribution, Used: true);
        }
    }

    Stat Overflow()
    {
        var overflow = Tables.Sum(table => table.Overflow);
        return new Stat(StatKind.Counter, $"{Definition.Name}.series_overflow", $"{Definition.Name}.series_overflow", [], overflow, null, overflow > 0);
    }

    // As Istio's proxy names them: each dimension as `.;.name.=.value` behind the metric.
    static string FullName(string name, ImmutableArray<StatTag> tags) =>
        name + string.Concat(tags.Select(tag => $".{tag.Name}.{tag.Value}"));
}
