using System.Globalization;
using System.Text;

namespace Lateen.Testing;

/// <summary>A line of a vector file: tab-separated columns, '#' starts a comment line.</summary>
public sealed record Vector(IReadOnlyList<string> Columns)
{
    /// <summary>The first column.</summary>
    public string Name => Columns[0];

    /// <summary>The lines of a file given relative to the root.</summary>
    public static IReadOnlyList<Vector> Read(string path) =>
        [.. File.ReadAllLines(Repository.PathOf(path))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => new Vector(line.Split('\t')))];

    /// <summary>C escapes and {N*text} repeats, which may nest, as bytes.</summary>
    public static byte[] Bytes(string text)
    {
        var at = 0;
        return [.. Sequence(text, ref at)];
    }

    static List<byte> Sequence(string text, ref int at)
    {
        var bytes = new List<byte>();
        for (; at < text.Length && text[at] != '}'; at++)
        {
            if (text[at] == '{')
                Repeat(text, ref at, bytes);
            else
                bytes.Add(text[at] == '\\' ? Escape(text, ref at) : (byte)text[at]);
        }

        return bytes;
    }

    static void Repeat(string text, ref int at, List<byte> bytes)
    {
        var star = text.IndexOf('*', at);
        var times = int.Parse(text.AsSpan(at + 1, star - at - 1), CultureInfo.InvariantCulture);
        at = star + 1;
        var inner = Sequence(text, ref at);
        for (var i = 0; i < times; i++)
            bytes.AddRange(inner);
    }

    static byte Escape(string text, ref int at)
    {
        at++;
        switch (text[at])
        {
            case 'r':
                return (byte)'\r';
            case 'n':
                return (byte)'\n';
            case 't':
                return (byte)'\t';
            case 'x':
                at += 2;
                return byte.Parse(text.AsSpan(at - 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            default:
                return (byte)text[at];
        }
    }

    /// <summary>Bytes as the expected columns write them.</summary>
    public static string Printed(ReadOnlySpan<byte> bytes) =>
        Encoding.Latin1.GetString(bytes).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
