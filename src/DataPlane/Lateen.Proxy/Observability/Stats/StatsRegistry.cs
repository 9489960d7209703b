using System.Collections.Immutable;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// All statistics of a proxy. Main loop only: names are registered when configuration is applied, and values merged when somebody
/// asks. Loops count in the <see cref="StatsShard"/> that <see cref="AddShard"/> made for each.
/// </summary>
public sealed class StatsRegistry
{
    readonly StatsInclusion _inclusion;
    readonly StatTagNames _tagNames;
    readonly Dictionary<(StatKind, string), StatEntry> _entries = [];
    readonly Dictionary<int, Stack<int>> _freeRanges = [];
    readonly List<StatsShard> _shards = [];
    readonly List<SeriesGroup> _groups = [];
    int _nextCell = 2; // 0 and 1 belong to the default counter and gauge, which nobody reads
    int _nextHistogram = 1;

    /// <param name="inclusion">Which names exist.</param>
    /// <param name="tagNames">What the extracted dimensions are called.</param>
    public StatsRegistry(StatsInclusion inclusion, StatTagNames tagNames)
    {
        (_inclusion, _tagNames) = (inclusion, tagNames);
        Root = new StatsScope(this, "", "", []);
        Main = AddShard();
    }

    /// <summary>Statistics without a prefix that live as long as the proxy.</summary>
    public StatsScope Root { get; }

    /// <summary>The main loop's own shard.</summary>
    public StatsShard Main { get; }

    /// <summary>Makes the shard of one more loop.</summary>
    public StatsShard AddShard()
    {
        var shard = new StatsShard();
        _shards.Add(shard);
        return shard;
    }

    /// <summary>A new scope of a cluster; <paramref name="statName"/> is its alt_stat_name or its name, with ':' as '_'.</summary>
    public StatsScope Cluster(string statName) => Tagged("cluster", statName, _tagNames.Cluster);

    /// <summary>A new scope of an HTTP connection manager's stat_prefix.</summary>
    public StatsScope Http(string statPrefix) => Tagged("http", statPrefix, _tagNames.HttpConnectionManager);

    /// <summary>A new scope of a TCP proxy's stat_prefix.</summary>
    public StatsScope Tcp(string statPrefix) => Tagged("tcp", statPrefix, _tagNames.Tcp);

    /// <summary>A new scope of a listener; <paramref name="address"/> as in 0.0.0.0_15006, or its stat_prefix.</summary>
    public StatsScope Listener(string address) => Tagged("listener", address, _tagNames.Listener);

    /// <summary>A new scope of any prefix, without the dot; it adds no dimension.</summary>
    public StatsScope Scope(string prefix) => new(this, prefix + ".", prefix + ".", []);

    /// <summary>
    /// The group of series with this definition: the same one for an equal definition, so that counts outlive an update.
    /// </summary>
    public SeriesGroup Series(SeriesDefinition definition)
    {
        foreach (var group in _groups)
        {
            if (group.Definition.Equals(definition))
                return group;
        }

        var added = new SeriesGroup(definition);
        _groups.Add(added);
        return added;
    }

    /// <summary>Reads everything, in no particular order.</summary>
    public IEnumerable<Stat> Read() => _entries.Values.SelectMany(Expand).Concat(_groups.SelectMany(group => group.Read()));

    /// <summary>A counter's or gauge's value by full name; null when there is none.</summary>
    public long? ValueOf(StatKind kind, string name) =>
        _entries.TryGetValue((kind, name), out var entry) ? Read(entry).Value : null;

    internal StatEntry? Hold(StatKind kind, string name, string extractedName, ImmutableArray<StatTag> tags, List<StatEntry> held)
    {
        if (!_inclusion.Includes(name))
            return null;
        if (!_entries.TryGetValue((kind, name), out var entry))
            entry = Add(new StatEntry(kind, name, extractedName, tags, kind == StatKind.Histogram ? _nextHistogram++ : Reserve(kind == StatKind.Gauge ? 2 : 1)));
        entry.Holders++;
        held.Add(entry);
        return entry;
    }

    internal int HoldClasses(string name, string extractedName, ImmutableArray<StatTag> tags, List<StatEntry> held) => HoldRange(
        new StatRange(name, extractedName + "xx", tags, _tagNames.ResponseCodeClass, 1, ResponseCodeCounters.Classes, "xx"), held);

    internal int HoldCodes(string name, string extractedName, ImmutableArray<StatTag> tags, List<StatEntry> held) => HoldRange(
        new StatRange(
            name, extractedName.TrimEnd('_'), tags, _tagNames.ResponseCode,
            ResponseCodeCounters.FirstCode, ResponseCodeCounters.Codes, ""), held);

    internal void Release(StatEntry entry)
    {
        if (--entry.Holders > 0)
            return;
        _entries.Remove((entry.Kind, entry.Name));
        // Histogram slots and ranges are not used again: a baseline for them would cost more than they do.
        if (entry.Range is null && entry.Kind == StatKind.Counter)
            Free(1, entry.Index);
        else if (entry.Kind == StatKind.Gauge)
            Free(2, entry.Index);
    }

    // A range exists when its members with 200 and 503 (or the classes of these) do: inclusion lists name prefixes or such codes.
    int HoldRange(StatRange range, List<StatEntry> held)
    {
        int[] typical = range.Length == ResponseCodeCounters.Classes ? [1, 4] : [100, 403];
        if (!typical.Any(offset => _inclusion.Includes(range.NameOf(offset))))
            return 0;
        var name = $"{range.Prefix}*{range.Suffix}";
        if (!_entries.TryGetValue((StatKind.Counter, name), out var entry))
            entry = Add(new StatEntry(StatKind.Counter, name, range.ExtractedName, range.Tags, Reserve(range.Length)) { Range = range });
        entry.Holders++;
        held.Add(entry);
        return entry.Index;
    }

    StatsScope Tagged(string kind, string name, string tag) =>
        new(this, $"{kind}.{name}.", kind + ".", [new StatTag(tag, name.EndsWith(';') ? name[..^1] : name)]);

    StatEntry Add(StatEntry entry)
    {
        if (entry.Kind != StatKind.Histogram)
            entry.Baseline = Sum(entry.Index);
        _entries[(entry.Kind, entry.Name)] = entry;
        return entry;
    }

    IEnumerable<Stat> Expand(StatEntry entry)
    {
        if (entry.Range is not { } range)
        {
            yield return Read(entry);
            yield break;
        }

        for (var offset = 0; offset < range.Length; offset++)
        {
            if (Sum(entry.Index + offset) is var value and not 0 && _inclusion.Includes(range.NameOf(offset)))
                yield return range.Member(offset, value);
        }
    }

    // A gauge's two cells must lie in one block of a shard, so pairs start at even cells.
    int Reserve(int length)
    {
        if (_freeRanges.TryGetValue(length, out var free) && free.TryPop(out var cell))
            return cell;
        if (length == 2)
            _nextCell += _nextCell & 1;
        cell = _nextCell;
        _nextCell += length;
        return cell;
    }

    void Free(int length, int cell)
    {
        if (!_freeRanges.TryGetValue(length, out var free))
            _freeRanges[length] = free = new Stack<int>();
        free.Push(cell);
    }

    Stat Read(StatEntry entry)
    {
        if (entry.Kind == StatKind.Histogram)
        {
            var data = Merge(entry.Index);
            return new Stat(entry.Kind, entry.Name, entry.ExtractedName, entry.Tags, 0, data, data is not null);
        }

        var value = Sum(entry.Index) - entry.Baseline;
        var used = value != 0 || (entry.Kind == StatKind.Gauge && Sum(entry.Index + 1) != 0);
        return new Stat(entry.Kind, entry.Name, entry.ExtractedName, entry.Tags, value, null, used);
    }

    long Sum(int cell)
    {
        var sum = 0L;
        foreach (var shard in _shards)
            sum += shard.Read(cell);
        return sum;
    }

    HistogramData? Merge(int slot)
    {
        HistogramData? merged = null;
        foreach (var shard in _shards)
        {
            if (shard.ReadHistogram(slot) is { } data)
                (merged ??= new HistogramData()).Add(data);
        }

        return merged;
    }
}
