using System.Collections.Immutable;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>A registered statistic: its names, where its values lie, and how many scopes hold it.</summary>
sealed class StatEntry(StatKind kind, string name, string extractedName, ImmutableArray<StatTag> tags, int index)
{
    public StatKind Kind { get; } = kind;

    /// <summary>The full name, tags included: what filters and the text output see.</summary>
    public string Name { get; } = name;

    /// <summary>The name without the parts that became tags.</summary>
    public string ExtractedName { get; } = extractedName;

    public ImmutableArray<StatTag> Tags { get; } = tags;

    /// <summary>The (first) cell, or a histogram's slot.</summary>
    public int Index { get; } = index;

    /// <summary>Set when this stands for a run of counters from <see cref="Index"/> on.</summary>
    public StatRange? Range { get; init; }

    /// <summary>What the cell held when this entry took it over from a statistic that is gone.</summary>
    public long Baseline { get; set; }

    public int Holders { get; set; }
}
