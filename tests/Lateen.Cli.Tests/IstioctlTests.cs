using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lateen.Testing;

namespace Lateen.Cli.Tests;

/// <summary>The real istioctl, given the same dumps, says the same as we.</summary>
public sealed class IstioctlTests
{
    const string Dump = "tests/Lateen.Cli.Tests/dumps/client-config-dump.json";

    [Theory]
    [InlineData("clusters")]
    [InlineData("listeners")]
    [InlineData("routes")]
    [InlineData("secret")]
    public async Task The_same_dump_gives_the_same_messages(string section)
    {
        string[] args = ["proxy-config", section, "--file", Repository.PathOf(Dump), "-o", "json"];
        var expected = Normalise(JsonNode.Parse(await Istioctl(args)));
        Assert.Equal(expected, Normalise(JsonNode.Parse(await Lateen(args))));
    }

    [Theory]
    [InlineData("clusters")]
    [InlineData("listeners")]
    [InlineData("routes")]
    [InlineData("secret")]
    public async Task The_same_dump_gives_the_same_table(string section)
    {
        string[] args = ["proxy-config", section, "--file", Repository.PathOf(Dump)];
        Assert.Equal(await Istioctl(args), await Lateen(args));
    }

    /// <summary>Sorted by text: istioctl sorts with an order that is none.</summary>
    static string Normalise(JsonNode? node) => node is JsonArray list
        ? string.Join('\n', list.Select(Sorted).Order(StringComparer.Ordinal))
        : Sorted(node);

    static string Sorted(JsonNode? node) => node switch
    {
        JsonObject message => "{" + string.Join(',', message.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{Sorted(field.Value)}")) + "}",
        JsonArray list => "[" + string.Join(',', list.Select(Sorted)) + "]",
        _ => JsonSerializer.Serialize(node),
    };

    static async Task<string> Lateen(string[] args)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture), error = new(CultureInfo.InvariantCulture);
        Assert.Equal(ExitCode.Ok, await CommandLine.RunAsync(args, output, error));
        return output.ToString();
    }

    static async Task<string> Istioctl(string[] args)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("ISTIO_PEERS") is { Length: > 0 }, "ISTIO_PEERS is not set");
        var start = new ProcessStartInfo(Path.Combine(Environment.GetEnvironmentVariable("ISTIO_PEERS")!, "istioctl"), args) { RedirectStandardOutput = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
