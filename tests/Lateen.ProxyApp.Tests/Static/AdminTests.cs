using System.Net;
using System.Text.Json.Nodes;
using Lateen.ProxyApp.Tests.Processes;

namespace Lateen.ProxyApp.Tests.Static;

/// <summary>The admin port of a running proxy, which has served a request.</summary>
public sealed class AdminTests(RunningProxy proxy) : IClassFixture<RunningProxy>
{
    [Fact]
    public async Task Stats_count_what_went_through()
    {
        using var client = await Wire.ConnectAsync(proxy.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        await client.ReadResponseAsync();
        var text = await Admin.GetAsync(proxy.AdminPort, "/stats?usedonly&filter=cluster.up");
        var prometheus = await Admin.GetAsync(proxy.AdminPort, "/stats/prometheus");

        Assert.True(Admin.Value(text, "cluster.up.upstream_rq_200") > 0, text);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("cluster.up.", line));
        Assert.Contains("# TYPE envoy_cluster_upstream_rq counter\n", prometheus);
        Assert.Contains("envoy_cluster_upstream_rq{response_code=\"200\",cluster_name=\"up\"}", prometheus);
    }

    [Fact]
    public async Task Clusters_show_the_host_with_its_counters()
    {
        using var client = await Wire.ConnectAsync(proxy.Port);
        await client.SendAsync("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        await client.ReadResponseAsync();
        var text = await Admin.GetAsync(proxy.AdminPort, "/clusters");
        var json = JsonNode.Parse(await Admin.GetAsync(proxy.AdminPort, "/clusters?format=json"))!;
        var host = json["cluster_statuses"]![0]!["host_statuses"]![0]!;

        Assert.Contains($"up::127.0.0.1:{proxy.BackendPort}::health_flags::healthy\n", text);
        Assert.DoesNotContain("::rq_total::0\n", text);
        Assert.Equal(proxy.BackendPort, (int)host["address"]!["socket_address"]!["port_value"]!);
    }

    [Fact]
    public async Task Listeners_are_named_with_their_address() =>
        Assert.Equal($"in::127.0.0.1:{proxy.Port}\n", await Admin.GetAsync(proxy.AdminPort, "/listeners"));

    [Fact]
    public async Task Server_info_tells_state_and_node()
    {
        var info = JsonNode.Parse(await Admin.GetAsync(proxy.AdminPort, "/server_info"))!;

        Assert.Equal(("LIVE", "test-node"), ((string)info["state"]!, (string)info["node"]!["id"]!));
        Assert.Equal(2, (int)info["command_line_options"]!["concurrency"]!);
    }

    [Theory]
    [InlineData("/logging")]
    [InlineData("/drain_listeners")]
    [InlineData("/quitquitquit")]
    public async Task What_changes_something_wants_post(string path)
    {
        var (status, body, _) = await Admin.SendAsync(HttpMethod.Get, proxy.AdminPort, path);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "Method GET not allowed, POST required."), (status, body));
    }

    [Fact]
    public async Task Logging_shows_and_takes_levels()
    {
        var (_, changed, _) = await Admin.SendAsync(HttpMethod.Post, proxy.AdminPort, "/logging?level=warning");
        var (bad, reason, _) = await Admin.SendAsync(HttpMethod.Post, proxy.AdminPort, "/logging?level=loud");
        await Admin.SendAsync(HttpMethod.Post, proxy.AdminPort, "/logging?level=info");

        Assert.Equal("active loggers:\n  main: warning\n\n", changed);
        Assert.Equal(HttpStatusCode.BadRequest, bad);
        Assert.Contains("unknown logger level loud", reason);
    }

    [Fact]
    public async Task An_unknown_path_lists_the_known_ones()
    {
        var (status, body, _) = await Admin.SendAsync(HttpMethod.Get, proxy.AdminPort, "/no-such-page");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.StartsWith("invalid path. admin commands are:\n", body);
    }
}
