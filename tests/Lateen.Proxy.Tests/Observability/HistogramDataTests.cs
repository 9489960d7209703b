using CsCheck;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Tests.Observability;

public sealed class HistogramDataTests
{
    [Fact]
    public void Count_and_sum_are_exact() => Gen.Long[0, long.MaxValue / 1000].Array[0, 50].Sample(values =>
    {
        var histogram = Of(values);
        Assert.Equal(values.Length, histogram.Count);
        Assert.Equal(values.Sum(), histogram.Sum);
    });

    [Fact]
    public void Value_is_counted_in_the_bin_of_its_two_leading_digits() => Gen.Long[1, 999_999_999].Sample(value =>
    {
        var step = Math.Pow(10, Math.Floor(Math.Log10(value))) / 10;
        var lower = Math.Floor(value / step) * step;
        var histogram = Of([value]);
        Assert.Equal(0, histogram.CountBelow(lower));
        Assert.Equal(1, histogram.CountBelow(lower + step * 1.0001));
    });

    [Fact]
    public void Merged_histograms_equal_one_that_saw_everything() =>
        Gen.Select(Gen.Long[0, 1_000_000].Array[0, 30], Gen.Long[0, 1_000_000].Array[0, 30]).Sample((a, b) =>
        {
            var merged = Of(a);
            merged.Add(Of(b));
            var whole = Of([.. a, .. b]);
            Assert.All(PrometheusText.Buckets, bound => Assert.Equal(whole.CountBelow(bound), merged.CountBelow(bound)));
            Assert.Equal(whole.Sum, merged.Sum);
        });

    [Fact]
    public void Quantile_lies_within_a_bin_of_the_truth()
    {
        var histogram = Of([.. Enumerable.Range(1, 1000).Select(i => (long)i)]);
        Assert.InRange(histogram.Quantile(0.5), 490, 515);
        Assert.InRange(histogram.Quantile(0.99), 980, 1000);
        Assert.Equal(double.NaN, new HistogramData().Quantile(0.5));
    }

    [Fact]
    public void Prometheus_text_has_cumulative_buckets_sum_and_count()
    {
        var registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var histogram = registry.Cluster("a").Histogram("upstream_rq_time");
        foreach (var value in new long[] { 0, 3, 3, 70, 4_000_000 })
            registry.Main.Record(histogram, value);

        var lines = PrometheusText.Write(registry.Read()).Split('\n');
        Assert.Equal("# TYPE envoy_cluster_upstream_rq_time histogram", lines[0]);
        Assert.Contains("envoy_cluster_upstream_rq_time_bucket{cluster_name=\"a\",le=\"0.5\"} 1", lines);
        Assert.Contains("envoy_cluster_upstream_rq_time_bucket{cluster_name=\"a\",le=\"5\"} 3", lines);
        Assert.Contains("envoy_cluster_upstream_rq_time_bucket{cluster_name=\"a\",le=\"100\"} 4", lines);
        Assert.Contains("envoy_cluster_upstream_rq_time_bucket{cluster_name=\"a\",le=\"3600000\"} 4", lines);
        Assert.Contains("envoy_cluster_upstream_rq_time_bucket{cluster_name=\"a\",le=\"+Inf\"} 5", lines);
        Assert.Contains("envoy_cluster_upstream_rq_time_sum{cluster_name=\"a\"} 4000076", lines);
        Assert.Contains("envoy_cluster_upstream_rq_time_count{cluster_name=\"a\"} 5", lines);
    }

    static HistogramData Of(long[] values)
    {
        var histogram = new HistogramData();
        foreach (var value in values)
            histogram.Record(value);
        return histogram;
    }
}
