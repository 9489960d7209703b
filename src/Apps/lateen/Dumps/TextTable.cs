using System.Text;

namespace Lateen.Cli.Dumps;

/// <summary>A table with aligned columns; the last is not padded.</summary>
internal static class TextTable
{
    /// <summary>Renders the rows, the header first, with so many spaces between columns.</summary>
    public static string Render(IReadOnlyList<string[]> rows, int padding)
    {
        var widths = new int[rows[0].Length - 1];
        foreach (var row in rows)
        {
            for (var i = 0; i < widths.Length; i++)
                widths[i] = Math.Max(widths[i], row[i].Length + padding);
        }

        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var i = 0; i < widths.Length; i++)
                text.Append(row[i].PadRight(widths[i]));
            text.Append(row[^1]).Append('\n');
        }

        return text.ToString();
    }
}
