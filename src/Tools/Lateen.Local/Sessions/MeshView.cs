using System.Globalization;
using Lateen.Local.Metrics;
using Lateen.Local.State;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lateen.Local.Sessions;

/// <summary>A mesh as tables that fit a terminal: pods and their readiness, then the traffic between them.</summary>
/// <param name="Width">Columns of the terminal.</param>
/// <param name="Height">Lines of it; pods that are ready give way to traffic where there are too few.</param>
internal sealed record MeshView(int Width, int Height)
{
    // With these widths there is room for the identities of both ends: by their service accounts alone, or with their namespaces.
    const int WidthForAccounts = 112;
    const int WidthForIdentities = 140;

    // Title, two headers, two empty lines, and the one that the cursor is on.
    const int OtherLines = 6;

    /// <summary>Everything, for the terminal.</summary>
    /// <param name="sentences">What else is to be said, oldest first.</param>
    public IRenderable Of(MeshStatus status, IReadOnlyList<Edge> edges, IReadOnlyList<string> sentences)
    {
        var room = Height - OtherLines - edges.Count - sentences.Count;
        var parts = new List<IRenderable> { Title(status), Text.Empty };
        var shown = status.Pods.Count <= room ? status.Pods : [.. status.Pods.Where(pod => !pod.Ready)];
        if (shown.Count > 0)
            parts.AddRange([Pods(shown), Text.Empty]);
        if (edges.Count > 0)
            parts.Add(Traffic(edges));
        parts.AddRange(sentences.Select(sentence => new Text(sentence, new Style(Color.Yellow))));
        return new Rows(parts);
    }

    static Markup Title(MeshStatus status)
    {
        var ready = status.Pods.Count(pod => pod.Ready);
        var state = status.Ready ? $"[green]● ready[/]   {ready} pods" : $"[yellow]○ not ready[/]   {ready} of {status.Pods.Count} pods";
        return new Markup($"[bold]{Markup.Escape(status.Name)}[/]   {state}   gateway [link]{Markup.Escape(status.Gateway)}[/]");
    }

    Table Pods(IReadOnlyList<PodStatus> pods)
    {
        var table = New(["POD", "READY", "RESTARTS", "ADDRESS", ""], right: [2]);
        foreach (var pod in pods)
        {
            var running = $"{pod.Containers.Count(container => container.ProcessId != 0)}/{pod.Containers.Count}";
            var restarts = pod.Restarts == 0 ? "[dim]0[/]" : $"[yellow]{pod.Restarts}[/]";
            table.AddRow(Markup.Escape($"{pod.Namespace}/{pod.Name}"), pod.Ready ? $"[green]● {running}[/]" : $"[yellow]○ {running}[/]", restarts, $"[dim]{pod.Address}[/]", Markup.Escape(OneLine(pod.Reason)));
        }

        return table;
    }

    Table Traffic(IReadOnlyList<Edge> edges)
    {
        string[] identities = Width >= WidthForAccounts ? ["IDENTITIES"] : [];
        var table = New(["FROM", "TO", "VERSION", "REQUESTS", "SUCCESS", "P50 MS", "P99 MS", "MTLS", .. identities], right: [3, 4, 5, 6]);
        foreach (var edge in edges)
        {
            string[] cells =
            [
                Markup.Escape(edge.Source), Markup.Escape(edge.Destination), Markup.Escape(edge.Version), edge.Requests.ToString(CultureInfo.InvariantCulture), Success(edge),
                Milliseconds(edge.P50Ms), Milliseconds(edge.P99Ms), edge.MutualTls ? "[green]yes[/]" : "[yellow]no[/]",
            ];
            table.AddRow(identities.Length > 0 ? [.. cells, $"[dim]{Markup.Escape(Identities(edge))}[/]"] : cells);
        }

        return table;
    }

    static Table New(string[] headers, int[] right)
    {
        var table = new Table { Border = TableBorder.None, Expand = false };
        for (var i = 0; i < headers.Length; i++)
        {
            var column = new TableColumn($"[dim]{headers[i]}[/]") { NoWrap = true, Padding = new Padding(0, 0, 2, 0) };
            table.AddColumn(right.Contains(i) ? column.RightAligned() : column);
        }

        return table;
    }

    string OneLine(string reason)
    {
        const int before = 62;
        var line = reason.ReplaceLineEndings(" ");
        var room = Math.Max(16, Width - before);
        return line.Length <= room ? line : string.Concat(line.AsSpan(0, room - 1), "…");
    }

    static string Success(Edge edge)
    {
        var rate = edge.Requests == 0 ? 1 : 1 - (double)edge.Errors / edge.Requests;
        // A single failure in a million must not read as 100 %.
        var text = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(rate * 10_000) / 100:0.##} %");
        return edge.Errors == 0 ? $"[green]{text}[/]" : $"[red]{text}[/]";
    }

    static string Milliseconds(double? value) => value is { } number ? number.ToString("0.0", CultureInfo.InvariantCulture) : "-";

    string Identities(Edge edge) => edge.SourceIdentity.Length + edge.DestinationIdentity.Length == 0 ? "-" : $"{Short(edge.SourceIdentity)} → {Short(edge.DestinationIdentity)}";

    // All identities of one mesh begin alike; what differs is what a person reads.
    string Short(string identity) => identity.Length == 0 ? "?"
        : Width < WidthForIdentities ? identity[(identity.LastIndexOf('/') + 1)..]
        : identity.Replace("spiffe://cluster.local/", "", StringComparison.Ordinal);
}
