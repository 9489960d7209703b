using System.Collections.Immutable;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// A prefix under which a part of the configuration registers its statistics; disposing it releases them. Two scopes with the
/// same names share the same values, so an update that re-creates a part keeps its counts. Main loop only; the handles that it gives
/// may be used by any loop on its own shard.
/// </summary>
public sealed class StatsScope : IDisposable
{
    readonly StatsRegistry _registry;
    readonly string _prefix;
    readonly string _extractedPrefix;
    readonly ImmutableArray<StatTag> _tags;
    readonly List<StatEntry> _held;

    internal StatsScope(StatsRegistry registry, string prefix, string extractedPrefix, ImmutableArray<StatTag> tags, List<StatEntry>? held = null)
    {
        (_registry, _prefix, _extractedPrefix, _tags) = (registry, prefix, extractedPrefix, tags);
        _held = held ?? [];
    }

    /// <summary>A counter called prefix + <paramref name="name"/>.</summary>
    public Counter Counter(string name) => new(Hold(StatKind.Counter, name)?.Index ?? 0);

    /// <summary>A gauge called prefix + <paramref name="name"/>.</summary>
    public Gauge Gauge(string name) => new(Hold(StatKind.Gauge, name)?.Index ?? 0);

    /// <summary>A histogram called prefix + <paramref name="name"/>; the unit belongs into the name, as in <c>upstream_cx_length_ms</c>.</summary>
    public Histogram Histogram(string name) => new(Hold(StatKind.Histogram, name)?.Index ?? 0);

    /// <summary>A scope below this one, which releases what it registered together with this one.</summary>
    public StatsScope Scope(string name) => new(_registry, $"{_prefix}{name}.", $"{_extractedPrefix}{name}.", _tags, _held);

    /// <summary>Counters of responses, for example with <c>upstream_rq_</c>.</summary>
    public ResponseCodeCounters ResponseCodes(string name) => new(
        Counter(name + "completed"),
        _registry.HoldClasses(_prefix + name, _extractedPrefix + name, _tags, _held),
        _registry.HoldCodes(_prefix + name, _extractedPrefix + name, _tags, _held));

    /// <summary>Releases what this scope and the scopes below it registered; what no other scope holds disappears.</summary>
    public void Dispose()
    {
        foreach (var entry in _held)
            _registry.Release(entry);
        _held.Clear();
    }

    StatEntry? Hold(StatKind kind, string name) => _registry.Hold(kind, _prefix + name, _extractedPrefix + name, _tags, _held);
}
