using System.Text.Json;
using Lateen.Testing;

namespace Lateen.Netns.Tests;

/// <summary>The sample, what a run of it must show, and copies of it to edit.</summary>
internal sealed class Sample : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lateen-sample");

    public Sample()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("samples/bookinfo"), "*.yaml"))
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    public string Path => folder.FullName;

    /// <summary>Replaces text of a file; it must be there.</summary>
    public void Edit(string file, string old, string text)
    {
        var path = System.IO.Path.Combine(Path, file);
        var before = File.ReadAllText(path);
        Assert.Contains(old, before);
        var next = System.IO.Path.Combine(Path, ".next");
        File.WriteAllText(next, before.Replace(old, text));
        File.Move(next, path, overwrite: true);
    }

    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    public void Delete(string file) => File.Delete(System.IO.Path.Combine(Path, file));

    /// <summary>The last line of an outcome with <c>--output json</c>, after checking that all was well.</summary>
    public static JsonElement[] GoodEdges(Outcome outcome)
    {
        Assert.True(outcome.Code == 0, outcome.Error + outcome.Output);
        return Edges(outcome);
    }

    public static JsonElement[] Edges(Outcome outcome) =>
        [.. JsonDocument.Parse(outcome.Output.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("edges").EnumerateArray()];

    /// <summary>Whether the traffic is what the sample's manifests say: mutual TLS everywhere, 80 to 20 between reviews v2 and v1.</summary>
    public static void AssertTraffic(JsonElement[] edges)
    {
        Assert.All(edges, edge => Assert.True(edge.GetProperty("mtls").GetBoolean(), edge.ToString()));
        var page = edges.Single(edge => Text(edge, "destination") == "productpage");
        Assert.Equal("spiffe://cluster.local/ns/istio-system/sa/istio-ingressgateway", Text(page, "sourceIdentity"));
        Assert.Equal("spiffe://cluster.local/ns/default/sa/bookinfo-productpage", Text(page, "destinationIdentity"));
        var reviews = edges.Where(edge => Text(edge, "destination") == "reviews").ToDictionary(edge => Text(edge, "version"), edge => edge.GetProperty("requests").GetInt64());
        Assert.Equal(["v1", "v2"], reviews.Keys.Order(StringComparer.Ordinal));
        // At 30 requests a second for five seconds, 80/20 is never the other way round.
        Assert.True(reviews["v2"] > reviews["v1"], $"v1 {reviews["v1"]}, v2 {reviews["v2"]}");
    }

    public void Dispose() => folder.Delete(recursive: true);

    static string Text(JsonElement edge, string name) => edge.GetProperty(name).GetString()!;
}
