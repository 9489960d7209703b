using Lateen.Agent.Options;

namespace Lateen.Agent.Tests;

public sealed class AgentCommandLineTests
{
    [Fact]
    public void The_environment_of_an_injected_pod_is_enough()
    {
        var options = AgentCommandLine.Read(["sidecar"], PodEnvironment.Reviews());

        Assert.Equal("sidecar~10.244.0.7~reviews-v1-0.default~default.svc.cluster.local", options.NodeId);
        Assert.Equal("reviews.default", options.NodeCluster);
        Assert.Equal("spiffe://cluster.local/ns/default/sa/reviews", options.Identity.ToString());
        Assert.Equal(("10.244.0.1:15012", "10.244.0.1:15012", 1), (options.DiscoveryAddress, options.CaAddress, options.Concurrency));
        Assert.Equal("v1", options.Metadata["LABELS"]!["version"]!.GetValue<string>());
        Assert.Equal("reviews-v1", options.Metadata["WORKLOAD_NAME"]!.GetValue<string>());
        Assert.Equal("10.244.0.7", options.Metadata["INSTANCE_IPS"]!.GetValue<string>());
    }

    [Fact]
    public void The_life_of_certificates_is_a_duration_as_istio_writes_it()
    {
        var environment = new Dictionary<string, string>(PodEnvironment.Reviews()) { ["SECRET_TTL"] = "0h1m30s" };
        Assert.Equal(TimeSpan.FromSeconds(90), AgentCommandLine.Read(["sidecar"], environment).CertificateLife);

        environment["SECRET_TTL"] = "soon";
        Assert.Contains("SECRET_TTL must be a duration", Assert.Throws<OptionsException>(() => AgentCommandLine.Read(["sidecar"], environment)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Flags_win_over_the_environment()
    {
        var options = AgentCommandLine.Read(
            ["router", "--discovery-address", "127.0.0.1:1", "--concurrency=4", "--outbound-mark", "1337", "--proxy", "/bin/envoy"], PodEnvironment.Reviews());

        Assert.Equal((ProxyRole.Router, "127.0.0.1:1", 4, 1337, "/bin/envoy"),
            (options.Role, options.DiscoveryAddress, options.Concurrency, options.OutboundMark, options.ProxyPath));
        Assert.Equal("127.0.0.1:1", options.Metadata["PROXY_CONFIG"]!["discoveryAddress"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("POD_NAME", null, "POD_NAME is missing")]
    [InlineData("INSTANCE_IP", " , ", "INSTANCE_IP is empty")]
    [InlineData("PROXY_CONFIG", "{", "PROXY_CONFIG is not JSON")]
    [InlineData("PROXY_CONFIG", "[]", "PROXY_CONFIG is not a JSON object")]
    [InlineData("ISTIO_METAJSON_LABELS", "x", "ISTIO_METAJSON_LABELS is not JSON")]
    public void A_wrong_environment_is_named(string variable, string? value, string said)
    {
        var environment = PodEnvironment.Reviews();
        environment.Remove(variable);
        if (value is not null)
            environment[variable] = value;

        var wrong = Assert.Throws<OptionsException>(() => AgentCommandLine.Read(["sidecar"], environment));

        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "sidecar or router")]
    [InlineData("sidecar --nonsense", "--nonsense is not known here")]
    [InlineData("sidecar --concurrency", "--concurrency needs a value")]
    [InlineData("sidecar --concurrency many", "--concurrency must be a number from 0 to 256, not many")]
    [InlineData("sidecar --admin-port 0", "--admin-port must be a number from 1 to 65535, not 0")]
    [InlineData("1", "1 is not known here")]
    public void A_wrong_command_line_is_named(string line, string said)
    {
        var wrong = Assert.Throws<OptionsException>(() =>
            AgentCommandLine.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), PodEnvironment.Reviews()));

        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
    }
}
