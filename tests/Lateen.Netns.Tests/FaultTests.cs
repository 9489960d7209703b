using System.Diagnostics;
using System.Text.Json;

namespace Lateen.Netns.Tests;

/// <summary>What is killed under a running mesh comes back, and nothing else suffers.</summary>
public sealed class FaultTests
{
    [Fact]
    public async Task A_killed_sidecar_is_started_again_and_traffic_elsewhere_goes_on()
    {
        await using var lateen = await LateenCommand.OrSkip("local-sidecar", asOrdinaryUser: false);
        using var sample = Manifests.CopyOf("samples/bookinfo");
        // Two of them, so that requests have somewhere to go meanwhile.
        sample.Edit("bookinfo.yaml", "name: details-v1\nspec:\n  replicas: 1", "name: details-v1\nspec:\n  replicas: 2");
        var running = lateen.StartUp(sample.Path);
        await running.Counting;
        await lateen.Eventually("all pods ready", IsReady);
        var (down, killed) = await lateen.KillUntilNotReady("details-v1-0", "istio-proxy");
        Assert.Contains("istio-proxy", Pod(down, "details-v1-0").GetProperty("reason").GetString());
        Assert.True(Pod(down, "details-v1-1").GetProperty("ready").GetBoolean());
        var again = await lateen.Eventually("ready again", mesh => IsReady(mesh) && Container(mesh, "details-v1-0", "istio-proxy").GetProperty("restarts").GetInt32() == killed.Count);
        Assert.DoesNotContain(Id(Container(again, "details-v1-0", "istio-proxy")), killed);
        var edges = SampleTraffic.Edges(await lateen.End(running));
        foreach (var edge in edges.Where(edge => edge.GetProperty("destination").GetString() != "details"))
            Assert.Equal(0, edge.GetProperty("errors").GetInt64());
    }

    [Fact]
    public async Task A_killed_control_plane_comes_back_and_no_request_fails()
    {
        await using var lateen = await LateenCommand.OrSkip("local-discovery", asOrdinaryUser: false);
        using var sample = Manifests.CopyOf("samples/bookinfo");
        var running = lateen.StartUp(sample.Path);
        await running.Counting;
        using (var discovery = Process.GetProcessById(Discovery(sample.Path)))
            discovery.Kill();
        await lateen.EventuallyRun("every sidecar is connected again", ["proxy-status", "--mesh", lateen.Mesh], output => Proxies.All(proxy => output.Contains(proxy, StringComparison.Ordinal)));
        await lateen.Visit(running);
        // They follow the new one: what is edited now is the traffic at the end.
        sample.Edit("mesh.yaml", "subset: v2", "subset: v1");
        await lateen.EventuallyRun("the edit arrives", ["proxy-config", "routes", "productpage-v1-0", "--mesh", lateen.Mesh, "-o", "json"], output => !output.Contains("|v2|", StringComparison.Ordinal));
        SampleTraffic.GoodEdges(await lateen.End(running));
    }

    [Theory]
    [InlineData("/run/lateen", "up SAMPLE --port 0 --mesh local-full", "the state of the mesh can't be kept in /run/lateen")]
    [InlineData("/mnt", "discovery --files SAMPLE --state /mnt --listen 127.0.0.1 --grpcAddr :0 --httpAddr :0 --monitoringAddr :0 --secureGRPCAddr :0", "cannot write /mnt/ca/")]
    public async Task A_full_disk_under_keys_and_state_is_a_clear_sentence(string folder, string command, string expected)
    {
        await using var lateen = await LateenCommand.OrSkip("local-full", asOrdinaryUser: false);
        using var sample = Manifests.CopyOf("samples/bookinfo");
        // In a mount namespace of its own: nobody else sees the full file system.
        var script = $"mkdir -p {folder}\nmount -t tmpfs -o size=64k full {folder}\nmkdir -p {folder}/ca\nchmod 700 {folder}/ca\nhead -c 1000000 /dev/zero > {folder}/fill || true\nexec {LateenCommand.Program} {command.Replace("SAMPLE", sample.Path, StringComparison.Ordinal)}";
        using var process = Process.Start(new ProcessStartInfo("unshare", ["--mount", "--propagation", "private", "sh", "-ec", script]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var outcome = await LateenCommand.EndOf(process);
        Assert.Equal(1, outcome.Code);
        Assert.Contains(expected, outcome.Error);
        Assert.Contains("No space left on device", outcome.Error);
        Assert.DoesNotContain("defect", outcome.Error);
        Assert.Empty(Leftovers.Of(sample.Path));
    }

    static readonly string[] Proxies = ["productpage-v1-0", "details-v1-0", "reviews-v1-0", "reviews-v2-0", "reviews-v3-0", "ratings-v1-0", "istio-ingressgateway-0"];

    static int Discovery(string manifests) => Directory.EnumerateDirectories("/proc").Select(folder => Path.GetFileName(folder)!).Where(name => char.IsAsciiDigit(name[0]))
        .Select(int.Parse).Single(id => CommandLine(id) is var line && line.Contains(manifests, StringComparison.Ordinal) && line.Contains("\0discovery\0", StringComparison.Ordinal));

    static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    static int Id(JsonElement container) => container.GetProperty("processId").GetInt32();

    static bool IsReady(JsonElement mesh) => mesh.GetProperty("ready").GetBoolean();

    static JsonElement Pod(JsonElement mesh, string name) => mesh.GetProperty("pods").EnumerateArray().Single(pod => pod.GetProperty("name").GetString() == name);

    static JsonElement Container(JsonElement mesh, string pod, string name) =>
        Pod(mesh, pod).GetProperty("containers").EnumerateArray().Single(container => container.GetProperty("name").GetString() == name);
}
