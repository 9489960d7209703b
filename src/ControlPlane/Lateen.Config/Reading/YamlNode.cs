using System.Collections.Immutable;

namespace Lateen.Config.Reading;

/// <summary>A part of a YAML or JSON document and where it begins, both counted from 1. An alias stands for the node itself, so nodes may be shared, but never form a cycle.</summary>
abstract class YamlNode(int line, int column)
{
    public int Line => line;

    public int Column => column;

    /// <summary>What it is, for people: "a mapping", "a list", "text", "a number", "true or false", "null".</summary>
    public abstract string Description { get; }

    /// <summary>Whether it says nothing: null, or nothing at all behind the colon.</summary>
    public virtual bool IsNull => false;
}

/// <summary>Named values, in the order of the text. No two entries have the same name.</summary>
sealed class YamlMapping(
    int line, int column, ImmutableArray<(YamlScalar Key, YamlNode Value)> entries, ImmutableArray<YamlScalar> duplicates = default) : YamlNode(line, column)
{
    public ImmutableArray<(YamlScalar Key, YamlNode Value)> Entries => entries;

    /// <summary>Names that were there again; their values are dropped.</summary>
    public ImmutableArray<YamlScalar> Duplicates => duplicates.IsDefault ? [] : duplicates;

    public override string Description => "a mapping";

    /// <summary>The value of the name; null when it isn't there or says nothing.</summary>
    public YamlNode? Find(string name)
    {
        foreach (var (key, value) in entries)
        {
            if (key.Value == name)
                return value.IsNull ? null : value;
        }

        return null;
    }
}

/// <summary>A list.</summary>
sealed class YamlSequence(int line, int column, ImmutableArray<YamlNode> items) : YamlNode(line, column)
{
    public ImmutableArray<YamlNode> Items => items;

    public override string Description => "a list";
}
