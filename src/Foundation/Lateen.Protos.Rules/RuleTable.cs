using System.Collections.Frozen;

namespace Lateen.Protos.Rules;

/// <summary>The rules as they are written, by message and field. The text of a message's rules is read when it is first asked for.</summary>
static class RuleTable
{
    static readonly FrozenDictionary<string, (string Field, string Text)[]> Rows = Load();

    /// <summary>The full names of all messages that have rules.</summary>
    public static IEnumerable<string> Messages => Rows.Keys;

    /// <summary>Rules by the name of the field; empty when the message has none.</summary>
    public static IReadOnlyDictionary<string, RuleNode> Of(string message) => Rows.TryGetValue(message, out (string Field, string Text)[]? rows)
        ? rows.ToDictionary(row => row.Field, row => RuleText.Parse(row.Text), StringComparer.Ordinal)
        : FrozenDictionary<string, RuleNode>.Empty;

    static FrozenDictionary<string, (string Field, string Text)[]> Load()
    {
        using var reader = new StreamReader(typeof(RuleTable).Assembly.GetManifestResourceStream("rules.tsv")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => line.Split('\t'))
            .GroupBy(cells => cells[0], cells => (cells[1], cells[2]), StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
    }
}
