using System.Text.Json;

namespace Lateen.Netns.Tests;

/// <summary>What a run of the sample must show.</summary>
internal static class SampleTraffic
{
    /// <summary>The last line of an outcome with <c>--output json</c>, after checking that all was well.</summary>
    public static JsonElement[] GoodEdges(Outcome outcome)
    {
        Assert.True(outcome.Code == 0, outcome.Error + outcome.Output);
        return Edges(outcome);
    }

    public static JsonElement[] Edges(Outcome outcome) =>
        [.. JsonDocument.Parse(outcome.Output.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("edges").EnumerateArray()];

    /// <summary>Whether the traffic is what the sample's manifests say: mutual TLS everywhere, 80 to 20 between reviews v2 and v1.</summary>
    public static void AssertAsWritten(JsonElement[] edges)
    {
        Assert.All(edges, edge => Assert.True(edge.GetProperty("mtls").GetBoolean(), edge.ToString()));
        var page = edges.Single(edge => Text(edge, "destination") == "productpage");
        Assert.Equal("spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway", Text(page, "sourceIdentity"));
        Assert.Equal("spiffe://cluster.local/ns/default/sa/bookinfo-productpage", Text(page, "destinationIdentity"));
        var reviews = edges.Where(edge => Text(edge, "destination") == "reviews").ToDictionary(edge => Text(edge, "version"), edge => edge.GetProperty("requests").GetInt64());
        Assert.Equal(["v1", "v2"], reviews.Keys.Order(StringComparer.Ordinal));
        // With sixty requests, 80/20 is never the other way round.
        Assert.True(reviews["v2"] > reviews["v1"], $"v1 {reviews["v1"]}, v2 {reviews["v2"]}");
    }

    static string Text(JsonElement edge, string name) => edge.GetProperty(name).GetString()!;
}
