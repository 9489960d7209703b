using System.Text.Json.Nodes;
using Lateen.Citadel;
using Lateen.Interop.Tests.Namespaces;
using Lateen.Testing;

namespace Lateen.Interop.Tests.AgentAgainstDiscovery;

/// <summary>Our control plane where Istio runs istiod: the real pilot-agent gets its certificate and carries its proxy's ADS.</summary>
public sealed class PilotAgentTests : IDisposable
{
    const string Scripts = "tests/Lateen.Interop.Tests/AgentAgainstDiscovery";
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    static readonly PodIdentity Pod = new("default", "web", "web-1");

    readonly string state = Directory.CreateTempSubdirectory("lateen-agent-").FullName;

    [Theory]
    [InlineData("Envoy")]
    [InlineData("lateen-proxy")]
    public void Pilot_agent_gets_certificate_and_configuration_and_its_proxy_is_ready(string proxy)
    {
        Assert.SkipWhen(PrivateNetwork.WhyNot is not null, PrivateNetwork.WhyNot ?? "");
        var istio = Environment.GetEnvironmentVariable("ISTIO_PEERS");
        Assert.SkipWhen(string.IsNullOrEmpty(istio), "ISTIO_PEERS is not set: no real pilot-agent");
        var envoy = Environment.GetEnvironmentVariable("ENVOY");
        Assert.SkipWhen(proxy == "Envoy" && string.IsNullOrEmpty(envoy), "ENVOY is not set: no real Envoy");
        using var network = Open(Path.GetDirectoryName(istio)!, proxy == "Envoy" ? envoy! : Repository.Built("lateen-proxy"));

        Eventually.True(() => Curl(network, "-o", "/dev/null", "-w", "%{http_code}", "10.55.0.1:15021/healthz/ready") == "200", Deadline, () => $"not ready: {Log("agent")}{Log("discovery")}");

        var status = JsonNode.Parse(Curl(network, "127.0.0.1:18080/debug/syncz"))!.AsArray().Single()!;
        Assert.Equal("web-1.default", (string?)status["proxy"]);
        Assert.Equal("", string.Concat(((string[])["cluster", "listener", "route", "endpoint"]).Where(type => status[$"{type}_acked"] is null || (string?)status[$"{type}_acked"] != (string?)status[$"{type}_sent"])));
        Assert.DoesNotContain("pilot_total_xds_rejects{", Curl(network, "127.0.0.1:15014/metrics"), StringComparison.Ordinal);
        Assert.Contains("\"uri\": \"spiffe://cluster.local/ns/default/sa/web\"", Curl(network, "127.0.0.1:15000/certs"), StringComparison.Ordinal);
        Assert.DoesNotContain("\twarning\t", Log("agent"), StringComparison.Ordinal);
        Assert.Contains("generated new workload certificate", Log("agent"), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(state, recursive: true);

    PrivateNetwork Open(string peers, string proxy)
    {
        var script = Repository.PathOf($"{Scripts}/agent.sh");
        return PrivateNetwork.Open($"source '{script}'", "kill $agent; wait $agent; kill $discovery; wait $discovery", new Dictionary<string, string>
        {
            ["STATE"] = state, ["SCRIPTS"] = Repository.PathOf(Scripts), ["PEERS"] = peers, ["PROXY"] = proxy, ["LATEEN"] = Repository.Built("lateen"),
        }, answer: line => line == "discovered" ? Token() : null);
    }

    string Token()
    {
        using var key = TokenKey.LoadOrCreate(Path.Combine(state, "discovery/ca"));
        return new TokenIssuer(key, TimeProvider.System).Issue(Pod, TimeSpan.FromHours(1));
    }

    string Log(string name) => File.ReadAllText(Path.Combine(state, $"{name}.log"));

    static string Curl(PrivateNetwork network, params IEnumerable<string> arguments) => network.Run(["curl", "-s", "-m", "10", .. arguments]);

}
