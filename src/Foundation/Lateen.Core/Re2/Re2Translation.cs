using System.Text;

namespace Lateen.Core.Re2;

/// <summary>Writes a parsed expression in .NET's syntax, over the characters of <see cref="ByteText"/>.</summary>
static class Re2Translation
{
    internal static string ToDotNet(Re2Node root)
    {
        var output = new StringBuilder();
        Write(root, output);
        return output.ToString();
    }

    static void Write(Re2Node node, StringBuilder output)
    {
        switch (node)
        {
            case Re2Class set:
                WriteClass(set.Set, output);
                break;
            case Re2Position position:
                output.Append(Position(position.Kind));
                break;
            case Re2Concatenation concatenation:
                foreach (var part in concatenation.Parts)
                    Write(part, output);
                break;
            case Re2Alternation alternation:
                WriteAlternation(alternation, output);
                break;
            case Re2Group group:
                output.Append('(');
                Write(group.Inner, output);
                output.Append(')');
                break;
            case Re2Repetition repetition:
                WriteRepetition(repetition, output);
                break;
            default:
                output.Append("(?:)");
                break;
        }
    }

    static void WriteAlternation(Re2Alternation alternation, StringBuilder output)
    {
        output.Append("(?:");
        for (var i = 0; i < alternation.Branches.Count; i++)
        {
            if (i > 0)
                output.Append('|');
            Write(alternation.Branches[i], output);
        }

        output.Append(')');
    }

    static void WriteRepetition(Re2Repetition repetition, StringBuilder output)
    {
        output.Append("(?:");
        Write(repetition.Inner, output);
        output.Append("){").Append(repetition.Min).Append(',');
        if (repetition.Max >= 0)
            output.Append(repetition.Max);
        output.Append(repetition.Greedy ? "}" : "}?");
    }

    static void WriteClass(CodePointSet set, StringBuilder output)
    {
        var sequences = Utf8Ranges.Of(set);
        if (sequences.Count == 0)
        {
            // An empty class matches nothing at all.
            output.Append(@"[^\u0000-\uFFFF]");
            return;
        }

        output.Append("(?:");
        var ascii = sequences.Where(sequence => sequence.Length == 1).ToList();
        if (ascii.Count > 0)
            output.Append('[').AppendJoin("", ascii.Select(sequence => Range(sequence[0]))).Append(']');
        var separator = ascii.Count > 0 ? "|" : "";
        foreach (var sequence in sequences.Where(sequence => sequence.Length > 1))
        {
            output.Append(separator).AppendJoin("", sequence.Select(range => $"[{Range(range)}]"));
            separator = "|";
        }

        output.Append(')');
    }

    static string Range((int Low, int High) range) => $@"\u{(int)ByteText.ToChar(range.Low):X4}-\u{(int)ByteText.ToChar(range.High):X4}";

    static string Position(Re2PositionKind kind) => kind switch
    {
        Re2PositionKind.BeginText => @"\A",
        Re2PositionKind.EndText => @"\z",
        Re2PositionKind.BeginLine => "(?m:^)",
        Re2PositionKind.EndLine => "(?m:$)",
        Re2PositionKind.WordBoundary => @"\b",
        _ => @"\B",
    };
}
