using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Lateen.Testing;

namespace Lateen.Netns.Tests;

/// <summary><c>lateen up</c> with real processes in real namespaces, as root and as an ordinary user.</summary>
public sealed class UpTests
{
    const string Echoes = """
        apiVersion: v1
        kind: Service
        metadata: {name: one}
        spec:
          selector: {app: one}
          ports: [{name: http, port: 80, targetPort: 9080}]
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: one}
        spec:
          replicas: 2
          selector: {matchLabels: {app: one}}
          template:
            metadata: {labels: {app: one}}
            spec: {containers: [{name: echo, image: lateen/echo, ports: [{containerPort: 9080}]}]}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pods_come_up_find_each_other_by_name_and_leave_nothing(bool asOrdinaryUser)
    {
        await using var lateen = await LateenCommand.OrSkip(asOrdinaryUser ? "local-user" : "local-root", asOrdinaryUser);
        using var manifests = new Manifests(Echoes);
        var up = lateen.Start("up", manifests.Path, "--mesh", lateen.Mesh, "--port", "0");
        var status = await lateen.Eventually("all pods ready", IsReady);
        Assert.Equal(["one-0", "one-1"], status.GetProperty("pods").EnumerateArray().Select(pod => pod.GetProperty("name").GetString()));
        var answer = await lateen.Run("exec", "--mesh", lateen.Mesh, "one-0", "--", "bash", "-c", "exec 3<>/dev/tcp/one/80; printf 'GET /hello HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3; grep CapBnd /proc/self/status");
        Assert.Contains("\"path\":\"/hello\"", answer.Output);
        Assert.Contains("CapBnd:\t0000000000000000", answer.Output);
        Assert.Equal(0, (await lateen.Run("down", "--mesh", lateen.Mesh)).Code);
        await LateenCommand.EndOf(up);
        AssertNothingLeft(manifests.Path);
    }

    [Fact]
    public async Task A_killed_program_is_started_again_with_back_off_and_its_pod_is_not_ready_meanwhile()
    {
        await using var lateen = await LateenCommand.OrSkip("local-killed", asOrdinaryUser: false);
        using var manifests = new Manifests(Echoes);
        lateen.Start("up", manifests.Path, "--mesh", lateen.Mesh, "--port", "0");
        await lateen.Eventually("all pods ready", IsReady);
        var (_, killed) = await lateen.KillUntilNotReady("one-0", "echo");
        await lateen.Eventually("ready again", now => IsReady(now) && PodOf(now, "one-0").GetProperty("restarts").GetInt32() == killed.Count);
    }

    [Fact]
    public async Task A_launcher_that_is_killed_takes_everything_with_it()
    {
        await using var lateen = await LateenCommand.OrSkip("local-crash", asOrdinaryUser: false);
        using var manifests = new Manifests(Echoes);
        var up = lateen.Start("up", manifests.Path, "--mesh", lateen.Mesh, "--port", "0");
        await lateen.Eventually("all pods ready", IsReady);
        up.Kill();
        await LateenCommand.EndOf(up);
        Assert.Equal(0, (await lateen.Run("down", "--mesh", lateen.Mesh)).Code);
        AssertNothingLeft(manifests.Path);
    }

    [Fact]
    public async Task A_taken_port_is_a_clear_sentence_and_starts_nothing()
    {
        await using var lateen = await LateenCommand.OrSkip("local-port", asOrdinaryUser: false);
        using var manifests = new Manifests(Echoes);
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        var outcome = await lateen.Run("up", manifests.Path, "--mesh", lateen.Mesh, "--port", $"{port}");
        Assert.Equal(1, outcome.Code);
        Assert.Contains($"port {port} of 127.0.0.1 is taken; choose another for the gateway with --port", outcome.Error);
        AssertNothingLeft(manifests.Path);
    }

    [Fact]
    public async Task Malformed_YAML_is_refused_at_its_line_and_starts_nothing()
    {
        await using var lateen = await LateenCommand.OrSkip("local-yaml", asOrdinaryUser: false);
        using var manifests = new Manifests("apiVersion: v1\nkind: Service\nmetadata: {name: [\n");
        var outcome = await lateen.Run("up", manifests.Path, "--mesh", lateen.Mesh, "--port", "0");
        Assert.Equal(1, outcome.Code);
        Assert.Contains("the manifests have errors; nothing was started", outcome.Error);
        Assert.Contains("mesh.yaml:", outcome.Error);
        AssertNothingLeft(manifests.Path);
    }

    [Fact]
    public async Task Bookinfo_runs_with_Envoy_as_every_proxy()
    {
        var envoy = Environment.GetEnvironmentVariable("ENVOY");
        Assert.SkipWhen(string.IsNullOrEmpty(envoy), "ENVOY is not set");
        await using var lateen = await LateenCommand.OrSkip("local-envoy", asOrdinaryUser: false);
        var outcome = await lateen.Run("up", Repository.PathOf("samples/bookinfo"), "--mesh", lateen.Mesh, "--port", "0", "--proxy", envoy!, "--for", "5s", "--output", "json");
        Assert.True(outcome.Code == 0, outcome.Error + outcome.Output);
        var summary = JsonDocument.Parse(outcome.Output.TrimEnd().Split('\n')[^1]).RootElement;
        var edges = summary.GetProperty("edges").EnumerateArray().ToArray();
        Assert.All(edges, edge => Assert.True(edge.GetProperty("mtls").GetBoolean(), edge.ToString()));
        var reviews = edges.Where(edge => edge.GetProperty("destination").GetString() == "reviews").ToDictionary(edge => edge.GetProperty("version").GetString()!, edge => edge.GetProperty("requests").GetInt64());
        Assert.Equal(["v1", "v2"], reviews.Keys.Order(StringComparer.Ordinal));
        Assert.True(reviews["v2"] > reviews["v1"], $"v1 {reviews["v1"]}, v2 {reviews["v2"]}");
    }

    static bool IsReady(JsonElement mesh) => mesh.GetProperty("ready").GetBoolean();

    static JsonElement PodOf(JsonElement mesh, string name) => mesh.GetProperty("pods").EnumerateArray().Single(pod => pod.GetProperty("name").GetString() == name);

    // Every process of a mesh has the folder of its manifests or the sandbox among its arguments or its parent's; namespaces end with them.
    static void AssertNothingLeft(string manifests)
    {
        var left = Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])).Where(folder => CommandLine(folder).Contains(manifests, StringComparison.Ordinal));
        Assert.Empty(left.Select(CommandLine));
        Assert.DoesNotContain("lateen0", File.ReadAllText("/proc/net/dev"));
    }

    static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
