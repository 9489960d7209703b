using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lateen.Interop.Tests.Http1;

/// <summary>Real Envoy with its defaults, which sends every request to one server on loopback.</summary>
sealed partial class EnvoyRelay : IAsyncDisposable
{
    readonly Process process;
    readonly DirectoryInfo folder;

    EnvoyRelay(Process process, DirectoryInfo folder) => (this.process, this.folder) = (process, folder);

    public int Port { get; private set; }

    public static async Task<EnvoyRelay> StartAsync(string envoy, int upstreamPort, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("lateen-envoy-");
        var config = Path.Combine(folder.FullName, "envoy.json");
        var admin = Path.Combine(folder.FullName, "admin");
        await File.WriteAllTextAsync(config, Bootstrap(upstreamPort), stop);
        string[] arguments = ["-c", config, "--admin-address-path", admin, "--use-dynamic-base-id", "--concurrency", "1", "-l", "off"];
        var relay = new EnvoyRelay(Process.Start(new ProcessStartInfo(envoy, arguments) { UseShellExecute = false })!, folder);
        using var client = new HttpClient();
        await Eventually.TrueAsync(async () => (relay.Port = await PortAsync(client, admin, stop)) > 0, TimeSpan.FromSeconds(30), "Envoy does not listen");
        return relay;
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        folder.Delete(recursive: true);
    }

    static async Task<int> PortAsync(HttpClient client, string adminFile, CancellationToken stop)
    {
        if (!File.Exists(adminFile) || await File.ReadAllTextAsync(adminFile, stop) is not { Length: > 0 } address)
            return 0;
        // Not ready: the listener is known, but no worker listens yet.
        using var ready = await client.GetAsync(new Uri($"http://{address}/ready"), stop);
        if (!ready.IsSuccessStatusCode)
            return 0;
        var listeners = await client.GetStringAsync(new Uri($"http://{address}/listeners"), stop);
        return ListenerPort().Match(listeners) is { Success: true } match ? int.Parse(match.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    static string Bootstrap(int upstreamPort)
    {
        object Address(int port) => new { socket_address = new { address = "127.0.0.1", port_value = port } };
        var route = new { cluster = "up" };
        var manager = new Dictionary<string, object>
        {
            ["@type"] = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            ["stat_prefix"] = "vectors",
            ["normalize_path"] = true,
            ["upgrade_configs"] = new[] { new { upgrade_type = "websocket" }, new { upgrade_type = "CONNECT" } },
            ["route_config"] = new
            {
                virtual_hosts = new[]
                {
                    new { name = "all", domains = new[] { "*" }, routes = new object[] { new { match = new { prefix = "/" }, route }, new { match = new { connect_matcher = new { } }, route } } },
                },
            },
            ["http_filters"] = new[]
            {
                new { name = "envoy.filters.http.router", typed_config = new Dictionary<string, string> { ["@type"] = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" } },
            },
        };
        return JsonSerializer.Serialize(new
        {
            admin = new { address = Address(0) },
            static_resources = new
            {
                listeners = new[] { new { name = "vectors", address = Address(0), filter_chains = new[] { new { filters = new[] { new { name = "http", typed_config = manager } } } } } },
                clusters = new[]
                {
                    new { name = "up", connect_timeout = "1s", load_assignment = new { cluster_name = "up", endpoints = new[] { new { lb_endpoints = new[] { new { endpoint = new { address = Address(upstreamPort) } } } } } } },
                },
            },
        });
    }

    [GeneratedRegex(@"vectors::127\.0\.0\.1:(?<port>\d+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ListenerPort();
}
