using System.Text.Json;
using Lateen.Testing;

namespace Lateen.Netns.Tests;

/// <summary>The sample with lateen-proxy as every sidecar and gateway: what a new user sees in the first minutes.</summary>
public sealed class BookinfoTests
{
    const string Weights = """
              subset: v2
              weight: 80
            - destination:
                host: reviews
                subset: v1
              weight: 20
        """;

    [Fact]
    public async Task Traffic_flows_by_mTLS_follows_an_edit_and_plaintext_is_refused()
    {
        await using var lateen = await LateenCommand.OrSkip("local-book", asOrdinaryUser: false);
        using var manifests = Manifests.CopyOf("samples/bookinfo");
        var up = lateen.Start("up", manifests.Path, "--mesh", lateen.Mesh, "--port", "0", "--output", "json");
        await lateen.Eventually("all pods ready", mesh => mesh.GetProperty("ready").GetBoolean());

        Assert.Equal(["v1", "v2"], await Versions(lateen, requests: 60));
        manifests.Edit("mesh.yaml", Weights, Weights.Replace("80", "0", StringComparison.Ordinal).Replace("20", "100", StringComparison.Ordinal));
        await LateenCommand.Until("productpage's sidecar routes all to v1", async () => await Versions(lateen, requests: 20) is ["v1"]);

        var refused = await lateen.Run("exec", "--mesh", lateen.Mesh, "load-0", "--", "bash", "-c", "exec 3<>/dev/tcp/reviews/9080; printf 'GET /reviews/0 HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3");
        Assert.DoesNotContain("reviewer", refused.Output);

        Assert.Equal(0, (await lateen.Run("down", "--mesh", lateen.Mesh)).Code);
        AssertEdges(await LateenCommand.EndOf(up));
    }

    [Fact]
    public async Task The_inspecting_commands_ask_the_running_proxies()
    {
        await using var lateen = await LateenCommand.OrSkip("local-look", asOrdinaryUser: false);
        lateen.Start("up", Repository.PathOf("samples/bookinfo"), "--mesh", lateen.Mesh, "--port", "0");
        await lateen.Eventually("all pods ready", mesh => mesh.GetProperty("ready").GetBoolean());

        var status = await lateen.Run("proxy-status", "--mesh", lateen.Mesh);
        Assert.Contains("productpage-v1-0.default", status.Output + status.Error);
        await AssertShows(lateen, "listeners", "0.0.0.0 15001");
        await AssertShows(lateen, "routes", "reviews.default.svc.cluster.local");
        await AssertShows(lateen, "clusters", "reviews.default.svc.cluster.local");
        await AssertShows(lateen, "endpoints", "outbound|9080|v2|reviews.default.svc.cluster.local");
        await AssertShows(lateen, "secret", "ROOTCA");
        var json = await lateen.Run("proxy-config", "clusters", "productpage-v1-0", "--mesh", lateen.Mesh, "-o", "json");
        Assert.NotEqual(0, JsonDocument.Parse(json.Output).RootElement.GetArrayLength());
    }

    static async Task AssertShows(LateenCommand lateen, string part, string expected)
    {
        var shown = await lateen.Run("proxy-config", part, "productpage-v1-0", "--mesh", lateen.Mesh);
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Contains(expected, shown.Output.Replace("   ", " ", StringComparison.Ordinal).Replace("  ", " ", StringComparison.Ordinal));
    }

    // Which versions of reviews answer the program of productpage.
    static async Task<string[]> Versions(LateenCommand lateen, int requests)
    {
        var script = $"for i in $(seq {requests}); do exec 3<>/dev/tcp/reviews/9080; printf 'GET /reviews/0 HTTP/1.1\\r\\nHost: reviews\\r\\nConnection: close\\r\\n\\r\\n' >&3; grep -o '\"version\":\"v.\"' <&3; done";
        var answers = await lateen.Run("exec", "--mesh", lateen.Mesh, "productpage-v1-0", "--", "bash", "-c", script);
        var versions = answers.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('"')[^2]).ToArray();
        Assert.True(versions.Length == requests, $"{versions.Length} of {requests} requests were answered: {answers}");
        return [.. versions.Distinct().Order(StringComparer.Ordinal)];
    }

    static void AssertEdges(Outcome up)
    {
        var summary = JsonDocument.Parse(up.Output.TrimEnd().Split('\n')[^1]).RootElement;
        var edges = summary.GetProperty("edges").EnumerateArray().ToArray();
        Assert.NotEmpty(edges);
        Assert.All(edges, edge => Assert.True(edge.GetProperty("mtls").GetBoolean() && edge.GetProperty("errors").GetInt64() == 0, edge.ToString()));
        Assert.Contains(edges, edge => edge.GetProperty("sourceIdentity").GetString() == "spiffe://cluster.local/ns/default/sa/bookinfo-productpage"
            && edge.GetProperty("destinationIdentity").GetString() == "spiffe://cluster.local/ns/default/sa/bookinfo-reviews");
    }
}
