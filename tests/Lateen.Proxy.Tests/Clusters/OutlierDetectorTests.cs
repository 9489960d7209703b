using Lateen.Net;
using Lateen.Net.Simulation;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Tests.Clusters;

public sealed class OutlierDetectorTests : IDisposable
{
    readonly Simulation simulation = new(1);
    readonly StatsRegistry registry = new(StatsInclusion.All, StatTagNames.Istio);
    readonly SimulatedEventLoop main;
    ClusterHosts hosts = null!;
    ClusterSnapshot snapshot = null!;
    int changes;

    public OutlierDetectorTests() => main = simulation.CreateLoop("main");

    [Fact]
    public void Five_errors_in_a_row_eject_a_host_until_a_tick_after_its_time()
    {
        Start(new OutlierDetectionConfig(), count: 10);
        Report(0, 500, 500, 503, 500);
        Assert.Empty(Ejected);
        Report(0, 500);
        Assert.Equal([0], Ejected);
        Assert.Equal((1, 1, 1), (Counter("ejections_detected_consecutive_5xx"), Counter("ejections_enforced_consecutive_5xx"), Gauge("ejections_active")));

        // Thirty seconds are over just behind the third tick: the fourth lets it back in.
        simulation.RunFor(TimeSpan.FromSeconds(39.9));
        Assert.Equal([0], Ejected);
        simulation.RunFor(TimeSpan.FromSeconds(0.2));
        Assert.Empty(Ejected);
        Assert.Equal(0, Gauge("ejections_active"));
    }

    [Fact]
    public void A_good_answer_begins_the_count_anew()
    {
        Start(new OutlierDetectionConfig(), count: 10);
        Report(0, 500, 500, 500, 500, 200, 500, 500, 500, 500, 404);
        Assert.Empty(Ejected);
    }

    [Fact]
    public void With_few_hosts_the_default_percentage_ejects_none()
    {
        Start(new OutlierDetectionConfig(), count: 9);
        Report(0, 500, 500, 500, 500, 500);
        Assert.Empty(Ejected);
        Assert.Equal((1, 1, 0), (Counter("ejections_overflow"), Counter("ejections_detected_consecutive_5xx"), Counter("ejections_enforced_total")));
    }

    [Theory]
    [InlineData(5, 20u, 1)]
    [InlineData(5, 50u, 2)]
    [InlineData(5, 60u, 3)]
    [InlineData(3, 33u, 0)]
    [InlineData(3, 34u, 1)]
    [InlineData(2, 100u, 2)]
    public void No_more_hosts_go_than_the_percentage_allows(int count, uint percent, int expected)
    {
        Start(new OutlierDetectionConfig { MaxEjectionPercent = percent }, count);
        for (var i = 0; i < count; i++) Report(i, 500, 500, 500, 500, 500);
        Assert.Equal(expected, Ejected.Count);
        Assert.Equal(count - expected, Counter("ejections_overflow"));
    }

    [Fact]
    public void One_host_may_always_go_where_that_is_allowed()
    {
        Start(new OutlierDetectionConfig { MaxEjectionPercent = 0, AlwaysEjectOneHost = true }, count: 2);
        Report(0, 500, 500, 500, 500, 500);
        Report(1, 500, 500, 500, 500, 500);
        Assert.Equal([0], Ejected);
    }

    [Fact]
    public void Gateway_failures_count_apart_and_only_where_enforced()
    {
        Start(new OutlierDetectionConfig { EnforcingConsecutive5xx = 0, EnforcingConsecutiveGatewayFailure = 100, ConsecutiveGatewayFailure = 3 }, count: 10);
        Report(0, 500, 500, 500, 500, 500);
        Assert.Empty(Ejected);
        Assert.Equal((1, 0), (Counter("ejections_detected_consecutive_5xx"), Counter("ejections_enforced_consecutive_5xx")));
        Report(0, 502, 503, 500, 502, 503, 504);
        Assert.Equal([0], Ejected);
        Assert.Equal(1, Counter("ejections_enforced_consecutive_gateway_failure"));
    }

    [Fact]
    public void Each_ejection_lasts_longer_and_good_times_shorten_the_next()
    {
        Start(new OutlierDetectionConfig { Interval = TimeSpan.FromSeconds(1), BaseEjectionTime = TimeSpan.FromSeconds(10), MaxEjectionTime = TimeSpan.FromSeconds(25) }, count: 10);
        // To the next tick: one more second at most.
        Assert.InRange(SecondsOut(), 10, 11);
        Assert.InRange(SecondsOut(), 20, 21);
        Assert.InRange(SecondsOut(), 25, 26);
        simulation.RunFor(TimeSpan.FromSeconds(3));
        Assert.InRange(SecondsOut(), 10, 11);
    }

    [Fact]
    public void Failures_to_connect_count_as_503_or_apart()
    {
        Start(new OutlierDetectionConfig(), count: 10);
        for (var i = 0; i < 5; i++) Monitor(0).ReportLocalFailure(isTimeout: false);
        simulation.RunFor(TimeSpan.FromMilliseconds(1));
        Assert.Equal([0], Ejected);

        Start(new OutlierDetectionConfig { SplitLocalOriginErrors = true, EnforcingConsecutive5xx = 0 }, count: 10);
        for (var i = 0; i < 4; i++) Monitor(1).ReportLocalFailure(isTimeout: true);
        Monitor(1).ReportConnected(isFinal: false);
        for (var i = 0; i < 4; i++) Monitor(1).ReportLocalFailure(isTimeout: true);
        Report(1, 200);
        Assert.Empty(Ejected);
        Monitor(1).ReportLocalFailure(isTimeout: true);
        simulation.RunFor(TimeSpan.FromMilliseconds(1));
        Assert.Equal([1], Ejected);
    }

    [Fact]
    public void A_host_far_below_the_mean_success_rate_goes()
    {
        Start(new OutlierDetectionConfig { EnforcingConsecutive5xx = 0, MaxEjectionPercent = 50 }, count: 6);
        for (var i = 0; i < 6; i++)
            for (var request = 0; request < 100; request++) Monitor(i).ReportStatus(i == 4 && request % 2 == 0 ? 500 : 200);
        simulation.RunFor(TimeSpan.FromSeconds(10.1));
        Assert.Equal([4], Ejected);
        Assert.Equal(1, Counter("ejections_enforced_success_rate"));
    }

    [Fact]
    public void Too_few_requests_or_hosts_say_nothing_about_rates()
    {
        Start(new OutlierDetectionConfig { EnforcingConsecutive5xx = 0, MaxEjectionPercent = 100, EnforcingFailurePercentage = 100, FailurePercentageMinimumHosts = 3 }, count: 6);
        for (var i = 0; i < 6; i++)
            for (var request = 0; request < 49; request++) Monitor(i).ReportStatus(i == 4 ? 500 : 200);
        simulation.RunFor(TimeSpan.FromSeconds(10.1));
        Assert.Empty(Ejected);
    }

    [Fact]
    public void A_host_that_fails_too_often_goes()
    {
        Start(new OutlierDetectionConfig { EnforcingConsecutive5xx = 0, EnforcingSuccessRate = 0, MaxEjectionPercent = 100, EnforcingFailurePercentage = 100 }, count: 5);
        for (var i = 0; i < 5; i++)
            for (var request = 0; request < 100; request++) Monitor(i).ReportStatus(i == 2 && request < 85 ? 500 : 200);
        simulation.RunFor(TimeSpan.FromSeconds(10.1));
        Assert.Equal([2], Ejected);
        Assert.Equal(1, Counter("ejections_enforced_failure_percentage"));
    }

    [Fact]
    public void A_host_that_left_is_forgotten_with_its_ejection()
    {
        Start(new OutlierDetectionConfig { MaxEjectionPercent = 50 }, count: 4);
        var gone = Monitor(0);
        Report(0, 500, 500, 500, 500, 500);
        snapshot = hosts.Apply(Endpoints(1, 3));
        Assert.Equal(0, Gauge("ejections_active"));
        var before = changes;
        gone.ReportStatus(500);
        simulation.RunFor(TimeSpan.FromSeconds(60));
        Assert.Equal(before, changes);

        snapshot = hosts.Apply(Endpoints(0, 4));
        Assert.Empty(Ejected);
    }

    public void Dispose() => simulation.Dispose();

    List<int> Ejected => [.. snapshot.Hosts.Select((host, index) => (host, index)).Where(entry => entry.host.Health == HostHealth.Unhealthy).Select(entry => entry.index)];

    void Start(OutlierDetectionConfig config, int count)
    {
        var cluster = new Cluster(new ClusterConfig { Name = "c", Discovery = new ClusterDiscovery.Eds("c"), OutlierDetection = config }, registry);
        var detector = new OutlierDetector(config, cluster.Scope, registry.Main, main, new SeededRandom(1), OnChanged);
        hosts = new ClusterHosts(cluster, detector);
        snapshot = hosts.Apply(Endpoints(0, count));
    }

    void OnChanged()
    {
        changes++;
        snapshot = hosts.Refresh();
    }

    /// <summary>Ejects host 0 by five errors and runs until it is back.</summary>
    int SecondsOut()
    {
        Report(0, 500, 500, 500, 500, 500);
        Assert.Equal([0], Ejected);
        var seconds = 0;
        for (; Ejected.Count > 0; seconds++) simulation.RunFor(TimeSpan.FromSeconds(1));
        return seconds;
    }

    OutlierMonitor Monitor(int host) => snapshot.Hosts.ElementAt(host).Host.Outlier!;

    void Report(int host, params int[] statuses)
    {
        foreach (var status in statuses) Monitor(host).ReportStatus(status);
        simulation.RunFor(TimeSpan.FromMilliseconds(1));
    }

    long Counter(string name) => registry.ValueOf(StatKind.Counter, "cluster.c.outlier_detection." + name) ?? -1;

    long Gauge(string name) => registry.ValueOf(StatKind.Gauge, "cluster.c.outlier_detection." + name) ?? -1;

    static EndpointsConfig Endpoints(int first, int count) => new()
    {
        Localities = [new LocalityEndpoints { Endpoints = [.. Enumerable.Range(first, count).Select(i => new EndpointConfig { Address = NetAddress.IPv4(0x0a000000 + (uint)i, 80) })] }],
    };
}
