using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Tests.Observability;

public sealed class StatsRegistryTests
{
    readonly StatsRegistry _registry = new(StatsInclusion.All, StatTagNames.Istio);

    [Fact]
    public void Counter_is_the_sum_over_all_loops()
    {
        var counter = _registry.Scope("server").Counter("total_connections");
        _registry.AddShard().Add(counter, 3);
        _registry.AddShard().Increment(counter);
        _registry.Main.Increment(counter);

        Assert.Equal(5, _registry.ValueOf(StatKind.Counter, "server.total_connections"));
    }

    [Fact]
    public void Gauge_raised_on_one_loop_and_lowered_on_another_is_zero_and_used()
    {
        var gauge = _registry.Cluster("a").Gauge("upstream_cx_active");
        _registry.AddShard().Increment(gauge);
        _registry.AddShard().Decrement(gauge);

        var stat = Assert.Single(_registry.Read(), s => s.Name == "cluster.a.upstream_cx_active");
        Assert.Equal((0, true), (stat.Value, stat.Used));
    }

    [Fact]
    public void Excluded_statistic_is_never_created_and_can_still_be_counted()
    {
        var registry = new StatsRegistry(StatsInclusion.IstioDefault, StatTagNames.Istio);
        var scope = registry.Cluster("outbound|80||a;");
        var counter = scope.Counter("upstream_cx_total");
        var gauge = scope.Gauge("upstream_cx_active");
        var kept = registry.Scope("server").Counter("kept");
        registry.Main.Add(counter, 7);
        registry.Main.Add(gauge, 9);
        registry.Main.Record(scope.Histogram("upstream_cx_length_ms"), 4);
        scope.ResponseCodes("upstream_rq_").Count(registry.Main, 200);

        Assert.Equal(default, counter);
        Assert.Equal(["server.kept"], registry.Read().Select(s => s.Name));
        Assert.Equal(0, registry.ValueOf(StatKind.Counter, "server.kept"));
        Assert.NotEqual(default, kept);
    }

    [Fact]
    public void Scope_of_equal_name_shares_counts_and_the_last_one_disposed_removes_them()
    {
        var old = _registry.Cluster("a");
        _registry.Main.Increment(old.Counter("x"));
        var updated = _registry.Cluster("a");
        _registry.Main.Increment(updated.Counter("x"));
        old.Dispose();
        Assert.Equal(2, _registry.ValueOf(StatKind.Counter, "cluster.a.x"));

        updated.Dispose();
        Assert.Null(_registry.ValueOf(StatKind.Counter, "cluster.a.x"));
    }

    [Fact]
    public void Cell_used_again_starts_at_zero()
    {
        var old = _registry.Cluster("a");
        var shard = _registry.AddShard();
        var counter = old.Counter("x");
        shard.Add(counter, 5);
        old.Dispose();

        var reused = _registry.Cluster("b").Counter("x");
        Assert.Equal(counter, reused);
        Assert.Equal(0, _registry.ValueOf(StatKind.Counter, "cluster.b.x"));
        shard.Increment(reused);
        Assert.Equal(1, _registry.ValueOf(StatKind.Counter, "cluster.b.x"));
    }

    [Fact]
    public void Response_codes_show_what_occurred_with_their_dimensions()
    {
        var codes = _registry.Cluster("a.b;").ResponseCodes("upstream_rq_");
        codes.Count(_registry.Main, 200);
        codes.Count(_registry.Main, 204);
        codes.Count(_registry.Main, 503);
        codes.Count(_registry.Main, 999);

        Assert.Equal(
            """
            # TYPE envoy_cluster_upstream_rq counter
            envoy_cluster_upstream_rq{response_code="200",cluster_name="a.b"} 1
            envoy_cluster_upstream_rq{response_code="204",cluster_name="a.b"} 1
            envoy_cluster_upstream_rq{response_code="503",cluster_name="a.b"} 1
            # TYPE envoy_cluster_upstream_rq_completed counter
            envoy_cluster_upstream_rq_completed{cluster_name="a.b"} 4
            # TYPE envoy_cluster_upstream_rq_xx counter
            envoy_cluster_upstream_rq_xx{response_code_class="2",cluster_name="a.b"} 2
            envoy_cluster_upstream_rq_xx{response_code_class="5",cluster_name="a.b"} 1

            """, PrometheusText.Write(_registry.Read()));
    }

    [Fact]
    public void Counting_allocates_nothing_once_warm()
    {
        var counter = _registry.Cluster("a").Counter("x");
        var histogram = _registry.Cluster("a").Histogram("y");
        var table = _registry.Series(Definition()).Table(0);
        var peer = new object();
        void Count(int i)
        {
            _registry.Main.Increment(counter);
            _registry.Main.Record(histogram, i);
            var series = table.Get(new SeriesKey(peer, null, null, (ulong)(i & 3), 0), 0, static _ => ["v", "w"]);
            series.Add(0, 1);
            series.Record(1, i);
        }

        for (var i = 0; i < 100; i++)
            Count(i);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Count(i);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Series_of_equal_labels_are_merged_over_loops_and_keys()
    {
        var group = _registry.Series(Definition());
        Assert.Same(group, _registry.Series(Definition()));
        foreach (var table in new[] { group.Table(0), group.Table(1) })
            table.Get(new SeriesKey(new object(), null, null, 0, 0), 0, static _ => ["p\"q", "\\"]).Add(0, 2);

        Assert.Equal(
            """
            # TYPE istio_requests_total counter
            istio_requests_total{source="p\"q",code="\\"} 4

            """, PrometheusText.Write(_registry.Read().Where(s => s.Name.StartsWith("istio_", StringComparison.Ordinal))));
    }

    [Fact]
    public void Label_sets_beyond_the_limit_count_as_other_and_are_counted()
    {
        var table = _registry.Series(Definition(limit: 2)).Table(0);
        for (var i = 0; i < 5; i++)
            table.Get(new SeriesKey(null, null, null, (ulong)i, 0), i, static n => [$"s{n}", "0"]).Add(0, 1);

        var stats = _registry.Read().ToDictionary(s => s.Name, s => s.Value);
        Assert.Equal(3, stats["istio_requests_total.source.other.code.other"]);
        Assert.Equal(1, stats["istio_requests_total.source.s1.code.0"]);
        Assert.Equal(3, stats["istio.series_overflow"]);
    }

    static SeriesDefinition Definition(int limit = SeriesDefinition.DefaultLimit) => new(
        "istio",
        [new SeriesMetric("istio_requests_total", StatKind.Counter), new SeriesMetric("istio_request_duration_milliseconds", StatKind.Histogram)],
        ["source", "code"], limit);
}
