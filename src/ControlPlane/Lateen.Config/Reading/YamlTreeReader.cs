using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Lateen.Config.Reading;

/// <summary>Turns one text between document separators into trees. What is wrong is reported with its place, never thrown.</summary>
sealed class YamlTreeReader
{
    readonly Parser parser;
    readonly ReadContext context;
    readonly int lineOffset;
    readonly Dictionary<string, (YamlNode Node, int Size)> anchors = new(StringComparer.Ordinal);
    int nodes;

    YamlTreeReader(string text, int lineOffset, ReadContext context)
    {
        parser = new Parser(new StringReader(text));
        this.context = context;
        this.lineOffset = lineOffset;
    }

    /// <summary>The documents of a text whose first line is number <paramref name="lineOffset"/> + 1 of its file.</summary>
    public static ImmutableArray<YamlNode> Read(string text, int lineOffset, ReadContext context)
    {
        var documents = ImmutableArray.CreateBuilder<YamlNode>();
        var reader = new YamlTreeReader(text, lineOffset, context);
        try
        {
            reader.ReadDocuments(documents);
        }
        catch (YamlRefusedException refused)
        {
            context.ReportText(refused.Code, lineOffset + refused.Line, refused.Column, refused.Message, refused.Advice);
        }
        catch (YamlException error)
        {
            context.ReportText(Core.DiagnosticCode.NotYaml, lineOffset + (int)error.Start.Line, (int)error.Start.Column,
                $"is not YAML: {Sentence(error.Message)}", "check indentation, quotes and brackets here and on the line before");
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or IndexOutOfRangeException or OverflowException or FormatException)
        {
            // The scanner has ways to fail on garbage, and on brackets that nobody closes, that are not its own exception and know no place.
            var last = reader.parser.Current?.End ?? Mark.Empty;
            context.ReportText(Core.DiagnosticCode.NotYaml, lineOffset + Math.Max(1, (int)last.Line), Math.Max(1, (int)last.Column),
                $"is not YAML: nothing can be read from here on ({Sentence(error.Message)})", "check indentation, quotes and brackets here and on the line before");
        }

        return documents.ToImmutable();
    }

    static string Sentence(string message)
    {
        var line = message.AsSpan();
        var end = line.IndexOfAny('\r', '\n');
        return (end < 0 ? line : line[..end]).TrimEnd('.').ToString();
    }

    void ReadDocuments(ImmutableArray<YamlNode>.Builder documents)
    {
        while (parser.MoveNext())
        {
            if (parser.Current is not DocumentStart)
                continue;
            anchors.Clear();
            nodes = 0;
            Next();
            documents.Add(ReadNode(0).Node);
        }
    }

    ParsingEvent Next() => parser.MoveNext() ? parser.Current! : throw new YamlException(parser.Current?.End ?? Mark.Empty, Mark.Empty, "the text ends too early");

    /// <summary>Reads the node that begins with the current event, and ends on its last event.</summary>
    (YamlNode Node, int Size) ReadNode(int depth)
    {
        var start = parser.Current!;
        var (line, column) = ((int)start.Start.Line, (int)start.Start.Column);
        if (depth > YamlLimits.Depth)
            throw new YamlRefusedException(Core.DiagnosticCode.TooLarge, line, column, $"nests deeper than {YamlLimits.Depth} levels");
        if (start is AnchorAlias alias)
            return Resolve(alias, line, column);
        Count(1, line, column);
        var before = nodes;
        YamlNode node = start switch
        {
            Scalar scalar => ScalarNode(scalar, line, column),
            SequenceStart => ReadSequence(line, column, depth),
            MappingStart => ReadMapping(line, column, depth),
            _ => throw new YamlException(start.Start, start.End, "a value was expected"),
        };
        var size = nodes - before + 1;
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
            anchors[anchored.Anchor.Value] = (node, size);
        return (node, size);
    }

    YamlScalar ScalarNode(Scalar scalar, int line, int column)
    {
        var isPlain = scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific);
        return new YamlScalar(lineOffset + line, column, scalar.Value, isPlain, scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded);
    }

    (YamlNode Node, int Size) Resolve(AnchorAlias alias, int line, int column)
    {
        if (!anchors.TryGetValue(alias.Value.Value, out var target))
            throw new YamlRefusedException(Core.DiagnosticCode.NotYaml, line, column, $"refers to an anchor &{alias.Value.Value} that is not defined before it");
        Count(target.Size, line, column);
        return target;
    }

    void Count(int more, int line, int column)
    {
        nodes += more;
        if (nodes > YamlLimits.Nodes)
            throw new YamlRefusedException(Core.DiagnosticCode.TooLarge, line, column, $"has more than {YamlLimits.Nodes} values in one document");
    }

    YamlSequence ReadSequence(int line, int column, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (Next() is not SequenceEnd)
            items.Add(ReadNode(depth + 1).Node);
        return new YamlSequence(lineOffset + line, column, items.DrainToImmutable());
    }

    YamlMapping ReadMapping(int line, int column, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<(YamlScalar, YamlNode)>();
        var seen = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        var merged = new List<YamlMapping>();
        var duplicates = ImmutableArray.CreateBuilder<YamlScalar>();
        while (Next() is not MappingEnd)
        {
            var at = parser.Current!.Start;
            if (ReadNode(depth + 1).Node is not YamlScalar key)
                throw new YamlRefusedException(Core.DiagnosticCode.NotYaml, (int)at.Line, (int)at.Column, "has a mapping or a list where a name is expected");
            Next();
            var value = ReadNode(depth + 1).Node;
            if (key is { Value: "<<" } && Merge(value, merged))
                continue;
            if (seen.TryAdd(key.Value, key))
                entries.Add((key, value));
            else
                duplicates.Add(key);
        }

        foreach (var (key, value) in merged.SelectMany(source => source.Entries))
        {
            if (seen.TryAdd(key.Value, key))
                entries.Add((key, value));
        }

        return new YamlMapping(lineOffset + line, column, entries.DrainToImmutable(), duplicates.DrainToImmutable());
    }

    static bool Merge(YamlNode value, List<YamlMapping> merged)
    {
        if (value is YamlMapping mapping)
            merged.Add(mapping);
        else if (value is YamlSequence sequence && sequence.Items.All(item => item is YamlMapping))
            merged.AddRange(sequence.Items.Cast<YamlMapping>());
        else
            return false;
        return true;
    }
}
