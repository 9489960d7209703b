using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lateen.Local.Sessions;

/// <summary>Rows of text in columns as wide as their longest cell. Its own arithmetic, so that one may ask whether it fits before it is drawn.</summary>
/// <param name="headers">One for each column.</param>
/// <param name="right">Columns that are aligned to the right.</param>
internal sealed class TextGrid(IReadOnlyList<string> headers, params IReadOnlyCollection<int> right)
{
    static readonly Style HeaderStyle = new(decoration: Decoration.Dim);

    readonly List<IReadOnlyList<(string Text, Style Style)>> rows = [];

    public void Add(params IReadOnlyList<(string Text, Style Style)> cells) => rows.Add(cells);

    /// <summary>Columns of the terminal that it needs.</summary>
    /// <param name="gap">Spaces between columns.</param>
    public int Width(int gap) => Widths().Sum() + gap * (headers.Count - 1);

    public IRenderable Render(int gap)
    {
        var widths = Widths();
        return new Rows([Line([.. headers.Select(header => (header, HeaderStyle))], widths, gap), .. rows.Select(row => Line(row, widths, gap))]);
    }

    int[] Widths() => [.. headers.Select((header, column) => rows.Select(row => row[column].Text.Length).Append(header.Length).Max())];

    Paragraph Line(IReadOnlyList<(string Text, Style Style)> cells, int[] widths, int gap)
    {
        var line = new Paragraph { Overflow = Overflow.Crop };
        for (var column = 0; column < cells.Count; column++)
        {
            var text = right.Contains(column) ? cells[column].Text.PadLeft(widths[column]) : cells[column].Text.PadRight(widths[column]);
            line.Append(column == cells.Count - 1 ? text.TrimEnd() : text + new string(' ', gap), cells[column].Style);
        }

        return line;
    }
}
