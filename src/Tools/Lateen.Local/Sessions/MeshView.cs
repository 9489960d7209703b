using System.Globalization;
using Lateen.Local.Metrics;
using Lateen.Local.State;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Lateen.Local.Sessions;

/// <summary>A mesh as tables: pods and their readiness, then the traffic between them.</summary>
internal static class MeshView
{
    /// <summary>Everything, for the terminal.</summary>
    public static IRenderable Of(MeshStatus status, IReadOnlyList<Edge> edges) => new Rows(Title(status), Pods(status), Traffic(edges));

    static Markup Title(MeshStatus status) => new(
        $"[bold]{Markup.Escape(status.Name)}[/] {(status.Ready ? "[green]ready[/]" : "[yellow]not ready[/]")}   gateway [link]{Markup.Escape(status.Gateway)}[/]");

    static Table Pods(MeshStatus status)
    {
        var table = New("POD", "READY", "RESTARTS", "ADDRESS", "");
        foreach (var pod in status.Pods)
        {
            var running = $"{pod.Containers.Count(container => container.ProcessId != 0)}/{pod.Containers.Count}";
            table.AddRow(Markup.Escape($"{pod.Namespace}/{pod.Name}"), pod.Ready ? $"[green]{running}[/]" : $"[yellow]{running}[/]",
                pod.Restarts.ToString(CultureInfo.InvariantCulture), pod.Address, Markup.Escape(pod.Reason));
        }

        return table;
    }

    static Table Traffic(IReadOnlyList<Edge> edges)
    {
        var table = New("FROM", "TO", "VERSION", "REQUESTS", "SUCCESS", "P50", "P99", "MTLS", "IDENTITIES");
        foreach (var column in (int[])[3, 4, 5, 6])
            table.Columns[column].RightAligned();
        foreach (var edge in edges)
            table.AddRow(Markup.Escape(edge.Source), Markup.Escape(edge.Destination), Markup.Escape(edge.Version), edge.Requests.ToString(CultureInfo.InvariantCulture),
                Success(edge), Milliseconds(edge.P50Ms), Milliseconds(edge.P99Ms), edge.MutualTls ? "[green]yes[/]" : "[yellow]no[/]", Markup.Escape(Identities(edge)));
        return table;
    }

    static Table New(params string[] headers)
    {
        var table = new Table().Border(TableBorder.None).Expand();
        foreach (var header in headers)
            table.AddColumn(new TableColumn($"[dim]{header}[/]").NoWrap());
        table.Expand = false;
        return table;
    }

    static string Success(Edge edge)
    {
        var rate = edge.Requests == 0 ? 1 : 1 - (double)edge.Errors / edge.Requests;
        // A single failure in a million must not read as 100 %.
        var text = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(rate * 10_000) / 100:0.##} %");
        return edge.Errors == 0 ? $"[green]{text}[/]" : $"[red]{text}[/]";
    }

    static string Milliseconds(double? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.0} ms") : "-";

    // All identities of one mesh begin alike; what differs is what a person reads.
    static string Identities(Edge edge) => edge.SourceIdentity.Length + edge.DestinationIdentity.Length == 0 ? "-" : $"{Short(edge.SourceIdentity)} -> {Short(edge.DestinationIdentity)}";

    static string Short(string identity) => identity.Length == 0 ? "?" : identity.Replace("spiffe://cluster.local/", "", StringComparison.Ordinal);
}
