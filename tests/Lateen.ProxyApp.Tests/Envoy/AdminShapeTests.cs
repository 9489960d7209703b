using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lateen.ProxyApp.Tests.Processes;

namespace Lateen.ProxyApp.Tests.Envoy;

/// <summary>The same bootstrap and the same request for real Envoy and for us: whoever reads one's admin pages can read the other's.</summary>
public sealed partial class AdminShapeTests
{
    /// <summary>What Envoy shows and we don't, with the reason.</summary>
    static readonly string[] EnvoyOnly =
    [
        // Flags and build facts of Envoy's own process.
        ".command_line_options.", ".node.user_agent_build_version.", ".node.extensions", ".hot_restart_initializing",
    ];

    [Fact]
    public async Task Pages_have_envoys_fields()
    {
        var envoy = Environment.GetEnvironmentVariable("ENVOY");
        Assert.SkipWhen(string.IsNullOrEmpty(envoy), "ENVOY is not set");
        var theirs = await PagesAsync(envoy);
        var ours = await PagesAsync(null);

        Assert.Equal(theirs.Keys, ours.Keys);
        Assert.All(theirs.Keys, page => Assert.Equal((page, string.Join('\n', theirs[page])), (page, string.Join('\n', ours[page]))));
    }

    static async Task<SortedDictionary<string, IReadOnlyList<string>>> PagesAsync(string? program)
    {
        using var admin = new PortReservation();
        using var listener = new PortReservation();
        using var backend = new EchoServer();
        await using var proxy = await ProxyProcess.StartAsync(Bootstrap.Http(admin.Port, listener.Port, backend.Port), admin.Port, program);
        using var client = await Wire.ConnectAsync(listener.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        await client.ReadResponseAsync();
        var pages = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var page in new[] { "/clusters?format=json", "/listeners?format=json", "/server_info", "/certs" })
            pages[page] = [.. Fields(JsonNode.Parse(await Admin.GetAsync(admin.Port, page)), "").Where(IsShared).Distinct().Order(StringComparer.Ordinal)];
        foreach (var page in new[] { "/clusters", "/listeners", "/ready" })
            pages[page] = [.. (await Admin.GetAsync(admin.Port, page)).Split('\n').Select(line => Number().Replace(line, "#")).Order(StringComparer.Ordinal)];
        pages["/config_dump"] = [.. JsonNode.Parse(await Admin.GetAsync(admin.Port, "/config_dump"))!["configs"]!.AsArray().Select(config => (string)config!["@type"]!).Order(StringComparer.Ordinal)];
        return pages;
    }

    static bool IsShared(string field) => !EnvoyOnly.Any(prefix => field.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>The path of every leaf.</summary>
    static IEnumerable<string> Fields(JsonNode? node, string path) => node switch
    {
        JsonObject map => map.SelectMany(pair => Fields(pair.Value, $"{path}.{pair.Key}")),
        JsonArray list => list.SelectMany(item => Fields(item, path + "[]")),
        _ => [path],
    };

    [GeneratedRegex(@"\d+", RegexOptions.None, 1000)]
    private static partial Regex Number();
}
