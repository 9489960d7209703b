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
    // Title, two headers, two empty lines, and the one that the cursor is on.
    const int OtherLines = 6;
    const int ShortestReason = 12;

    static readonly Style Plain = Style.Plain;
    static readonly Style Dim = new(decoration: Decoration.Dim);
    static readonly Style Good = new(Color.Green);
    static readonly Style Notable = new(Color.Yellow);
    static readonly Style Bad = new(Color.Red);

    int Gap => Width < 100 ? 1 : 2;

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
        parts.AddRange(sentences.Select(sentence => new Text(sentence, Notable)));
        return new Rows(parts);
    }

    static Paragraph Title(MeshStatus status)
    {
        var ready = status.Pods.Count(pod => pod.Ready);
        return new Paragraph()
            .Append($"{status.Name}   ", new Style(decoration: Decoration.Bold))
            .Append(status.Ready ? "● ready" : "○ not ready", status.Ready ? Good : Notable)
            .Append(status.Ready ? $"   {ready} pods" : $"   {ready} of {status.Pods.Count} pods", Plain)
            .Append($"   gateway {status.Gateway}", Plain);
    }

    IRenderable Pods(IReadOnlyList<PodStatus> pods)
    {
        var room = Math.Max(ShortestReason, Width - GridOf(pods, 0).Width(Gap) - Gap);
        return GridOf(pods, room).Render(Gap);
    }

    static TextGrid GridOf(IReadOnlyList<PodStatus> pods, int reasonWidth)
    {
        var grid = new TextGrid(["POD", "READY", "RESTARTS", "ADDRESS", ""], 2);
        foreach (var pod in pods)
        {
            var running = $"{pod.Containers.Count(container => container.ProcessId != 0)}/{pod.Containers.Count}";
            grid.Add(
                ($"{pod.Namespace}/{pod.Name}", Plain), (pod.Ready ? $"● {running}" : $"○ {running}", pod.Ready ? Good : Notable),
                (pod.Restarts.ToString(CultureInfo.InvariantCulture), pod.Restarts == 0 ? Dim : Notable), (pod.Address, Dim), (Crop(pod.Reason, reasonWidth), Plain));
        }

        return grid;
    }

    // Identities as full as there is room for.
    IRenderable Traffic(IReadOnlyList<Edge> edges)
    {
        Func<Edge, string>[] forms =
        [
            edge => $"{AfterTrustDomain(edge.SourceIdentity)} → {AfterTrustDomain(edge.DestinationIdentity)}",
            edge => $"{Account(edge.SourceIdentity)} → {Account(edge.DestinationIdentity)}",
            static _ => "yes",
        ];
        foreach (var grid in forms.Select(form => GridOf(edges, form)))
            for (var gap = Gap; gap > 0; gap--)
                if (grid.Width(gap) <= Width)
                    return grid.Render(gap);
        return GridOf(edges, forms[^1]).Render(1);
    }

    static TextGrid GridOf(IReadOnlyList<Edge> edges, Func<Edge, string> identities)
    {
        var grid = new TextGrid(["FROM", "TO", "VERSION", "REQUESTS", "SUCCESS", "P50 MS", "P99 MS", "MTLS"], 3, 4, 5, 6);
        foreach (var edge in edges)
            grid.Add(
                (edge.Source, Plain), (edge.Destination, Plain), (edge.Version, Plain), (edge.Requests.ToString(CultureInfo.InvariantCulture), Plain),
                (Success(edge), edge.Errors == 0 ? Good : Bad), (Milliseconds(edge.P50Ms), Plain), (Milliseconds(edge.P99Ms), Plain),
                (edge.MutualTls ? identities(edge) : "no", edge.MutualTls ? Good : Notable));
        return grid;
    }

    static string Success(Edge edge)
    {
        var rate = edge.Requests == 0 ? 1 : 1 - (double)edge.Errors / edge.Requests;
        // A single failure in a million must not read as 100 %.
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(rate * 10_000) / 100:0.##} %");
    }

    static string Milliseconds(double? value) => value is { } number ? number.ToString("0.0", CultureInfo.InvariantCulture) : "-";

    // All identities of one mesh begin alike; what differs is what a person reads.
    static string AfterTrustDomain(string identity) => identity.Length == 0 ? "?" : identity.Replace("spiffe://cluster.local/", "", StringComparison.Ordinal);

    static string Account(string identity) => identity.Length == 0 ? "?" : identity[(identity.LastIndexOf('/') + 1)..];

    static string Crop(string text, int width)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= width ? line : width == 0 ? "" : string.Concat(line.AsSpan(0, width - 1), "…");
    }
}
