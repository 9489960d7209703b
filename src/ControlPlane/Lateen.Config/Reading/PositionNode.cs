namespace Lateen.Config.Reading;

/// <summary>A position and those of the parts below it. For a field it is the position of its name, for an item that of its first character.</summary>
sealed class PositionNode(int line, int column, Dictionary<string, PositionNode>? fields, PositionNode[]? items)
{
    public int Line => line;

    public int Column => column;

    public PositionNode? Child(FieldPath.Step step) =>
        step.Name is { } name ? fields?.GetValueOrDefault(name)
        : items is not null && step.Index < items.Length ? items[step.Index] : null;

    /// <summary>The positions of a node that was read.</summary>
    public static PositionNode Of(YamlNode node) => Of(node, node.Line, node.Column);

    static PositionNode Of(YamlNode node, int line, int column) => node switch
    {
        YamlMapping mapping => new PositionNode(line, column, Fields(mapping), null),
        YamlSequence sequence => new PositionNode(line, column, null, [.. sequence.Items.Select(Of)]),
        _ => new PositionNode(line, column, null, null),
    };

    static Dictionary<string, PositionNode> Fields(YamlMapping mapping)
    {
        var fields = new Dictionary<string, PositionNode>(mapping.Entries.Length, StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Entries)
            fields.TryAdd(key.Value, Of(value, key.Line, key.Column));
        return fields;
    }
}
