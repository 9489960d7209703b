using System.CommandLine;
using System.Globalization;
using System.Text;
using Lateen.Cli.Commands;
using Lateen.Cli.Proxies;
using Lateen.Testing;

namespace Lateen.Cli.Tests;

/// <summary>
/// The dumps in dumps/ are of a sidecar of real Istio; the tables beside them are what the real istioctl prints for them
/// (<c>istioctl proxy-config clusters -f client-config-dump.json</c>), so it is the judge of ours.
/// </summary>
public sealed class ProxyConfigTests
{
    const string Folder = "tests/Lateen.Cli.Tests/dumps";

    [Theory]
    [InlineData("clusters", "client-config-dump.json")]
    [InlineData("endpoints", "client-clusters.json")]
    [InlineData("listeners", "client-config-dump.json")]
    [InlineData("routes", "client-config-dump.json")]
    [InlineData("secret", "client-config-dump.json")]
    public async Task A_table_is_that_of_istioctl(string section, string dump)
    {
        var (code, output) = await Run(section, "--file", Repository.PathOf($"{Folder}/{dump}"));
        Assert.Equal(ExitCode.Ok, code);
        Assert.Equal(File.ReadAllText(Repository.PathOf($"{Folder}/istioctl-{section}.txt")), output);
    }

    [Theory]
    [InlineData("clusters", "--fqdn", "server.default", "--port", "80", "--subset", "v1")]
    [InlineData("clusters", "--direction", "inbound")]
    [InlineData("listeners", "--port", "15001")]
    [InlineData("routes", "--name", "tls.default.svc.cluster.local:9999")]
    public async Task A_filter_leaves_some_rows(string section, params string[] filter)
    {
        var (_, output) = await Run([section, "--file", Repository.PathOf($"{Folder}/client-config-dump.json"), .. filter]);
        Golden.Check($"{Folder}/{section}{string.Concat(filter).Replace(':', '_')}.txt", output);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("yaml")]
    public async Task Messages_are_printed_with_the_names_of_the_api(string format)
    {
        var (_, output) = await Run("clusters", "--file", Repository.PathOf($"{Folder}/client-config-dump.json"), "--fqdn", "server", "--subset", "v1", "-o", format);
        Golden.Check($"{Folder}/cluster.{format}.txt", output);
    }

    [Fact]
    public async Task A_pod_is_asked_through_its_admin_port()
    {
        var proxies = new FakeProxies { Answer = await File.ReadAllBytesAsync(Repository.PathOf($"{Folder}/client-clusters.json"), TestContext.Current.CancellationToken) };
        var (_, output) = await Run(proxies, "endpoints", "reviews-v1", "--port", "15020");
        Assert.Equal(["lateen reviews-v1 /clusters?format=json"], proxies.Asked);
        Assert.EndsWith("agent\n", output);
    }

    [Fact]
    public async Task Neither_pod_nor_file_is_refused()
    {
        var refused = await Assert.ThrowsAsync<CommandException>(() => Run("clusters"));
        Assert.Equal(ExitCode.Usage, refused.Code);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("{\"configs\": []}")]
    public async Task What_is_no_dump_is_refused_with_its_name(string text)
    {
        var refused = await Assert.ThrowsAsync<CommandException>(() => Run(new FakeProxies { Answer = Encoding.UTF8.GetBytes(text) }, "clusters", "pod"));
        Assert.Contains("/config_dump of pod", refused.Message);
    }

    [Fact]
    public async Task A_dump_of_anything_never_throws_anything_else()
    {
        const string Odd = """{"configs": [{"@type": "x.ClustersConfigDump", "static_clusters": [{"cluster": {"name": 5, "metadata": []}}, 7, {"cluster": "x"}]}, 3, "x", null]}""";
        var (code, _) = await Run(new FakeProxies { Answer = Encoding.UTF8.GetBytes(Odd) }, "clusters", "pod");
        Assert.Equal(ExitCode.Ok, code);
    }

    [Fact]
    public async Task Proxy_status_lists_the_types_that_were_sent()
    {
        var file = Repository.PathOf($"{Folder}/syncz.json");
        var table = await Run(ProxyStatus.Create(new FakeProxies()), "--file", file);
        var verbose = await Run(ProxyStatus.Create(new FakeProxies()), "--file", file, "-v", "1");
        Golden.Check($"{Folder}/proxy-status.txt", table.Output + verbose.Output);
    }

    [Fact]
    public async Task A_proxy_that_refused_or_has_not_answered_is_seen()
    {
        const string Answer = """[{"proxy": "a.b", "cluster_sent": "2", "cluster_acked": "1", "cluster_error": "bad", "listener_sent": "2", "listener_acked": "1"}]""";
        var (_, output) = await Run(ProxyStatus.Create(new FakeProxies { Answer = Encoding.UTF8.GetBytes(Answer) }), "-v", "1");
        Assert.Contains("ERROR     STALE     NOT SENT", output);
    }

    static Task<(int Code, string Output)> Run(params string[] args) => Run(new FakeProxies(), args);

    static Task<(int Code, string Output)> Run(FakeProxies proxies, params string[] args)
    {
        var time = new ManualTime();
        time.Advance(TimeSpan.FromHours(2));
        return Run(ProxyConfig.Create(proxies, time), args);
    }

    static async Task<(int Code, string Output)> Run(Command command, params string[] args)
    {
        using StringWriter output = new(CultureInfo.InvariantCulture), error = new(CultureInfo.InvariantCulture);
        var parsed = command.Parse(args);
        Assert.Empty(parsed.Errors);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    sealed class FakeProxies : IProxySource
    {
        public byte[] Answer { get; init; } = [];

        public List<string> Asked { get; } = [];

        public Task<byte[]> Proxy(string mesh, string pod, string pathAndQuery, CancellationToken cancel)
        {
            Asked.Add($"{mesh} {pod} {pathAndQuery}");
            return Task.FromResult(Answer);
        }

        public Task<byte[]> ControlPlane(string mesh, string pathAndQuery, CancellationToken cancel) => Task.FromResult(Answer);
    }
}
