using System.Diagnostics;
using Lateen.Agent.EnvoyProxy;
using Lateen.Agent.Options;

namespace Lateen.Agent.Tests;

public sealed class EnvoyBootstrapTests
{
    [Fact]
    public async Task Envoy_takes_the_bootstrap_without_a_warning()
    {
        var envoy = Environment.GetEnvironmentVariable("ENVOY");
        Assert.SkipWhen(string.IsNullOrEmpty(envoy), "ENVOY is not set: no real Envoy to judge");
        var folder = Directory.CreateTempSubdirectory("bootstrap").FullName;
        var file = Path.Combine(folder, "envoy.json");
        await File.WriteAllTextAsync(file, EnvoyBootstrap.Build(Options(folder)).ToJsonString(), TestContext.Current.CancellationToken);

        using var process = Process.Start(new ProcessStartInfo(envoy!, ["--mode", "validate", "-c", file, "-l", "warning"]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal($"configuration '{file}' OK", output.Trim());
        Assert.Equal("", errors);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Every_statistic_says_whose_it_is()
    {
        var tags = EnvoyBootstrap.Build(Options("/tmp/x"))["stats_config"]!["stats_tags"]!.AsArray();

        Assert.Contains(tags, tag => tag!["tag_name"]!.GetValue<string>() == "proxy_principal"
            && tag["fixed_value"]!.GetValue<string>() == "spiffe://cluster.local/ns/default/sa/reviews");
    }

    static AgentOptions Options(string folder) => AgentCommandLine.Read(["sidecar", "--state-dir", folder], PodEnvironment.Reviews());
}
