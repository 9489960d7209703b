using System.Text.Json;
using Lateen.Proxy.Admin;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Tests.Clusters;

namespace Lateen.Proxy.Tests.Admin;

/// <summary>The expected lines are what Envoy 1.40 prints for the same cluster.</summary>
public sealed class ClustersPageTests
{
    readonly ClustersPage page;
    readonly HostState busy = TestHosts.State(1, weight: 3);

    public ClustersPageTests()
    {
        var config = new ClusterConfig { Name = "outbound|80|v1|a.b", Discovery = new ClusterDiscovery.Eds("a") };
        var cluster = new Cluster(config, new StatsRegistry(StatsInclusion.All, StatTagNames.Istio));
        busy.Host.Totals.AddRequest();
        busy.Host.ActiveRequests.Add();
        var hosts = new PriorityHosts([busy, TestHosts.State(2, health: EndpointHealth.Draining), TestHosts.State(3) with { IsEjected = true }]);
        page = new ClustersPage(() => [new ClusterSnapshot(cluster, [hosts], 140)]);
    }

    [Theory]
    [InlineData("outbound|80|v1|a.b::observability_name::outbound|80|v1|a.b")]
    [InlineData("outbound|80|v1|a.b::high_priority::max_retries::3")]
    [InlineData("outbound|80|v1|a.b::10.0.0.1:80::rq_total::1")]
    [InlineData("outbound|80|v1|a.b::10.0.0.1:80::rq_active::1")]
    [InlineData("outbound|80|v1|a.b::10.0.0.1:80::health_flags::healthy")]
    [InlineData("outbound|80|v1|a.b::10.0.0.1:80::weight::3")]
    [InlineData("outbound|80|v1|a.b::10.0.0.2:80::health_flags::/eds_status_draining")]
    [InlineData("outbound|80|v1|a.b::10.0.0.3:80::health_flags::/failed_outlier_check")]
    public void Text_has_Envoys_lines(string line) => Assert.Contains(line, Ask("/clusters").Body.Split('\n'));

    [Fact]
    public void Json_is_envoy_admin_v3_Clusters()
    {
        var hosts = JsonDocument.Parse(Ask("/clusters?format=json").Body).RootElement.GetProperty("cluster_statuses")[0].GetProperty("host_statuses");
        Assert.Equal(["HEALTHY", "DRAINING", "HEALTHY"], hosts.EnumerateArray().Select(host => host.GetProperty("health_status").GetProperty("eds_health_status").GetString()));
        Assert.True(hosts[2].GetProperty("health_status").GetProperty("failed_outlier_check").GetBoolean());
        Assert.Equal(80, hosts[0].GetProperty("address").GetProperty("socket_address").GetProperty("port_value").GetInt32());
        Assert.Contains(hosts[0].GetProperty("stats").EnumerateArray(), stat => stat.GetProperty("name").GetString() == "rq_total" && stat.GetProperty("value").GetString() == "1");
    }

    [Fact]
    public void Unknown_format_is_refused() => Assert.Equal(400, Ask("/clusters?format=xml").Status);

    AdminReply Ask(string target) => page.Answer(AdminRequest.Parse("GET", target));
}
