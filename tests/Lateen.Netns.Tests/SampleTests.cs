using System.Text.Json;

namespace Lateen.Netns.Tests;

/// <summary>The whole sample with a sidecar for each pod: by each kind of isolation the same traffic.</summary>
public sealed class SampleTests
{
    [Fact]
    public async Task An_ordinary_user_has_sidecars_interception_and_mutual_tls()
    {
        await using var lateen = await LateenCommand.OrSkip("local-user-mesh", asOrdinaryUser: true);
        await RunSample(lateen, "netns");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_namespaces_pods_are_on_loopback_addresses_and_the_traffic_is_the_same(bool asOrdinaryUser)
    {
        await using var lateen = LateenCommand.OnLoopback(asOrdinaryUser ? "local-loop-user" : "local-loop-root", asOrdinaryUser);
        var outcome = await RunSample(lateen, "loopback");
        Assert.Contains("isolation: loopback addresses, for looking, not for security", outcome.Error);
    }

    [Fact]
    public async Task On_loopback_commands_find_their_way_and_a_crash_leaves_nothing()
    {
        await using var lateen = LateenCommand.OnLoopback("local-loop-crash", asOrdinaryUser: false);
        using var sample = Manifests.CopyOf("samples/bookinfo");
        var up = lateen.Start("up", sample.Path, "--mesh", lateen.Mesh, "--port", "0", "--isolation", "loopback");
        var status = await lateen.Eventually("all pods ready", IsReady);
        Assert.Equal("Loopback", status.GetProperty("isolation").GetString());
        var answer = await lateen.Run("exec", "--mesh", lateen.Mesh, "productpage-v1-0", "--", "curl", "-s", "-i", "http://reviews:9080/reviews/0");
        Assert.Contains("HTTP/1.1 200", answer.Output);
        Assert.Contains("x-envoy-upstream-service-time", answer.Output);
        // Plaintext past the proxy is refused: the addresses differ, the policy does not.
        var reviews = Pod(status, "reviews-v1-0").GetProperty("address").GetString();
        var around = await lateen.Run("exec", "--mesh", lateen.Mesh, "load-0", "--", "curl", "-s", "--noproxy", "*", $"http://{reviews}:9080/reviews/0");
        Assert.NotEqual(0, around.Code);
        Assert.Contains("default", (await lateen.Run("proxy-config", "secret", "productpage-v1-0", "--mesh", lateen.Mesh)).Output);
        up.Kill();
        await LateenCommand.EndOf(up);
        await lateen.Run("down", "--mesh", lateen.Mesh);
        Assert.Empty(Leftovers.Of(sample.Path));
    }

    static async Task<Outcome> RunSample(LateenCommand lateen, string isolation)
    {
        using var sample = Manifests.CopyOf("samples/bookinfo");
        var running = lateen.StartUp(sample.Path, "--isolation", isolation);
        await lateen.Visit(running);
        var outcome = await lateen.End(running);
        SampleTraffic.AssertAsWritten(SampleTraffic.GoodEdges(outcome));
        Assert.Empty(Leftovers.Of(sample.Path));
        return outcome;
    }

    static bool IsReady(JsonElement mesh) => mesh.GetProperty("ready").GetBoolean();

    static JsonElement Pod(JsonElement mesh, string name) => mesh.GetProperty("pods").EnumerateArray().Single(pod => pod.GetProperty("name").GetString() == name);
}
