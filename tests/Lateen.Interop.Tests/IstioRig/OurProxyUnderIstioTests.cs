using System.Text.Json.Nodes;

namespace Lateen.Interop.Tests.IstioRig;

/// <summary>Our proxy where Istio runs Envoy: configured by the real istiod, started by the real pilot-agent or by our own agent.</summary>
public sealed class OurProxyUnderIstioTests(IstioRig rig) : IClassFixture<IstioRig>
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    const string ServerPod = "10.244.0.2:8080";
    static readonly string[] Proxies = ["server", "client", "plainagent"];

    [Fact]
    public void Every_proxy_is_ready_takes_all_that_istiod_sends_and_carries_istios_policies()
    {
        Assert.SkipWhen(rig.WhyNot is not null, rig.WhyNot ?? "");
        Assert.Equal("server ready\nclient ready\n", rig.Started);
        foreach (var pod in Proxies)
            Eventually.True(() => IsReady(pod), Deadline, () => $"{pod} is not ready: {rig.Log(pod)}");
        AllIsAcknowledged();

        foreach (var pod in (string[])["client", "plainagent"])
            Assert.Contains($"URI=spiffe://cluster.local/ns/default/sa/{pod}", Ask(pod, "/"), StringComparison.Ordinal);
        Assert.StartsWith("GET /in-the-clear", Ask("plain", "/in-the-clear", ServerPod), StringComparison.Ordinal);

        rig.Apply("policies.yaml");
        Eventually.True(() => Ask("client", "/old").StartsWith("GET /new", StringComparison.Ordinal), Deadline, "the VirtualService does not arrive");
        Assert.Contains("x-route: 1", Ask("plainagent", "/old"), StringComparison.Ordinal);
        Assert.Equal("301 http://server/elsewhere", rig.Curl("client", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "http://server/moved"));
        Eventually.True(() => !Ask("plain", "/in-the-clear", ServerPod).Contains("GET", StringComparison.Ordinal), Deadline, "STRICT does not arrive");
        Eventually.True(() => Ask("client", "/").Length > 0 && Metrics("server").Contains("istio_requests_total", StringComparison.Ordinal), Deadline, "no metrics of Istio's");
        AllIsAcknowledged();
        var handshake = rig.Run("plain", "openssl", "s_client", "-connect", ServerPod, "-alpn", "istio", "-tls1_2", "-CAfile", rig.RootCertificate, "-showcerts");
        Assert.True(handshake.Contains("handshake failure", StringComparison.Ordinal) && handshake.Contains("Verification: OK", StringComparison.Ordinal), handshake);

        var line = Metrics("server").Split('\n').First(text => text.StartsWith("istio_requests_total", StringComparison.Ordinal) && text.Contains("reporter=\"destination\"", StringComparison.Ordinal));
        Assert.Contains("connection_security_policy=\"mutual_tls\"", line, StringComparison.Ordinal);
        Assert.Contains("source_principal=\"spiffe://cluster.local/ns/default/sa/", line, StringComparison.Ordinal);
        Assert.Contains("destination_workload=\"server\"", line, StringComparison.Ordinal);
    }

    bool IsReady(string pod) => rig.Curl(pod, "-o", "/dev/null", "-w", "%{http_code}", "localhost:15021/healthz/ready") == "200";

    string Ask(string pod, string path, string host = "server") => rig.Curl(pod, $"http://{host}{path}");

    /// <summary>As Prometheus gets them: from the agent, which adds the proxy's to its own.</summary>
    string Metrics(string pod) => rig.Curl(pod, "localhost:15020/stats/prometheus");

    void AllIsAcknowledged()
    {
        Eventually.True(() => Pending().Count == 0, Deadline, () => $"not acknowledged: {string.Join(", ", Pending())}");
        Assert.DoesNotContain("pilot_total_xds_rejects", rig.CurlIstiod("127.0.0.1:15014/metrics"), StringComparison.Ordinal);
    }

    /// <summary>What istiod has sent and not got back, as "pod: type".</summary>
    List<string> Pending()
    {
        var proxies = JsonNode.Parse(rig.CurlIstiod("127.0.0.1:18080/debug/syncz"))!.AsArray();
        List<string> pending = [.. Proxies.Where(pod => proxies.All(proxy => (string?)proxy!["proxy"] != $"{pod}.default"))];
        pending.AddRange(from proxy in proxies
                         from type in (string[])["cluster", "listener", "route", "endpoint"]
                         where (string?)proxy![$"{type}_sent"] != (string?)proxy[$"{type}_acked"]
                         select $"{proxy["proxy"]}: {type}");
        return pending;
    }
}
