using Lateen.Local.Metrics;
using Lateen.Local.Sessions;
using Lateen.Local.State;
using Lateen.Testing;
using Spectre.Console;

namespace Lateen.Local.Tests;

/// <summary>What a person sees of a mesh, on terminals of several widths.</summary>
public sealed class MeshViewTests
{
    const string Ingress = "spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway", Page = "spiffe://cluster.local/ns/default/sa/bookinfo-productpage";

    static readonly MeshStatus Mesh = new("lateen", false, "http://127.0.0.1:8080", "Namespaces", "10.244.0.1",
    [
        Pod("default", "productpage-v1-0", ""),
        Pod("default", "reviews-v2-0", "istio-proxy ended with code 137, starting again in 0.5 s, and more that does not fit into one line"),
        Pod("istio-system", "istio-ingressgateway-0", ""),
    ]);

    static readonly Edge[] Edges =
    [
        new("istio-ingressgateway", Ingress, "productpage", Page, "v1", 1234, 0, true, 3.94, 12.5),
        new("productpage-v1", Page, "reviews", Page, "v2", 1_000_000, 1, false, null, null),
    ];

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void The_tables_fit_the_terminal(int width)
    {
        var text = Render(width, 24);
        Golden.Check($"tests/Lateen.Local.Tests/Golden/view-{width}.txt", text);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void On_a_low_terminal_pods_that_are_ready_give_way()
    {
        var text = Render(80, 10);
        Assert.Contains("reviews-v2-0", text);
        Assert.DoesNotContain("productpage-v1-0", text);
        Assert.Contains("2 of 3 pods", text);
    }

    static string Render(int width, int height)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = width;
        console.Write(new MeshView(width, height).Of(Mesh, Edges, ["mesh.yaml:3: a sentence"]));
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd()));
    }

    static PodStatus Pod(string space, string name, string reason) =>
        new(space, name, reason.Length == 0, reason, "10.244.0.12", reason.Length == 0 ? 0 : 1, [new ContainerStatus("istio-proxy", reason.Length == 0 ? 7 : 0, 0), new ContainerStatus("app", 8, 0)]);
}
