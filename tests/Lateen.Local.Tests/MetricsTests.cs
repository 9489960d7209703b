using Lateen.Local.Metrics;

namespace Lateen.Local.Tests;

/// <summary>From the text that proxies print to the rows of the report.</summary>
public sealed class MetricsTests
{
    const string Client = """
        # TYPE istio_requests_total counter
        istio_requests_total{reporter="source",source_workload="page-v1",source_principal="spiffe://cluster.local/ns/default/sa/page",destination_principal="spiffe://cluster.local/ns/default/sa/reviews",destination_service_name="reviews",destination_version="v2",response_code="200",connection_security_policy="unknown"} 80
        istio_requests_total{reporter="source",source_workload="page-v1",destination_service_name="reviews",destination_version="v2",response_code="503",connection_security_policy="unknown"} 2
        istio_request_duration_milliseconds_bucket{reporter="source",source_workload="page-v1",destination_service_name="reviews",destination_version="v2",le="1"} 40
        istio_request_duration_milliseconds_bucket{reporter="source",source_workload="page-v1",destination_service_name="reviews",destination_version="v2",le="5"} 80
        istio_request_duration_milliseconds_bucket{reporter="source",source_workload="page-v1",destination_service_name="reviews",destination_version="v2",le="+Inf"} 80
        istio_request_bytes_sum{reporter="source"} 12
        """;

    const string Server = """
        istio_requests_total{reporter="destination",source_workload="page-v1",source_principal="spiffe://cluster.local/ns/default/sa/page",destination_principal="spiffe://cluster.local/ns/default/sa/reviews",destination_service_name="reviews",destination_version="v2",response_code="200",connection_security_policy="mutual_tls"} 80
        """;

    const string Envoy = """
        envoy_cluster_upstream_rq{response_code="200",cluster_name="outbound|9080|v2|reviews.default.svc.cluster.local;"} 7
        envoy_cluster_upstream_rq{response_code_class="2xx",cluster_name="outbound|9080|v2|reviews.default.svc.cluster.local;"} 7
        envoy_cluster_upstream_rq{response_code="503",cluster_name="outbound|9080|v2|reviews.default.svc.cluster.local;"} 1
        envoy_cluster_ssl_handshake{cluster_name="outbound|9080|v2|reviews.default.svc.cluster.local;"} 2
        envoy_cluster_upstream_rq{response_code="200",cluster_name="xds-grpc"} 9
        """;

    static readonly Dictionary<string, string> Workloads = new() { ["page"] = "page-v1", ["reviews"] = "reviews-v2" };

    [Fact]
    public void Both_ends_make_one_edge()
    {
        var edge = Assert.Single(EdgeReport.Of(Ledger(("page", Client), ("reviews", Server)), Workloads));
        Assert.Equal(("page-v1", "reviews", "v2", 82L, 2L, true), (edge.Source, edge.Destination, edge.Version, edge.Requests, edge.Errors, edge.MutualTls));
        Assert.Equal(("spiffe://cluster.local/ns/default/sa/page", "spiffe://cluster.local/ns/default/sa/reviews"), (edge.SourceIdentity, edge.DestinationIdentity));
        Assert.Equal((1.0, 4.92), (edge.P50Ms, edge.P99Ms));
    }

    [Fact]
    public void One_plain_request_among_many_means_not_mutual_tls()
    {
        var plain = Server.Replace("mutual_tls\"} 80", "none\"} 1", StringComparison.Ordinal);
        Assert.False(Assert.Single(EdgeReport.Of(Ledger(("page", Client), ("reviews", Server + "\n" + plain)), Workloads)).MutualTls);
    }

    [Fact]
    public void A_client_alone_can_not_say_that_it_was_mutual_tls() =>
        Assert.False(Assert.Single(EdgeReport.Of(Ledger(("page", Client)), Workloads)).MutualTls);

    [Fact]
    public void Envoy_without_Istio_metrics_is_read_by_its_clusters()
    {
        var edge = Assert.Single(EdgeReport.Of(Ledger(("page", Envoy)), Workloads));
        Assert.Equal(("page-v1", "reviews", "v2", 8L, 1L, true, ""), (edge.Source, edge.Destination, edge.Version, edge.Requests, edge.Errors, edge.MutualTls, edge.SourceIdentity));
    }

    [Fact]
    public void Only_what_came_after_the_starting_point_counts_also_over_a_restart_of_the_proxy()
    {
        var ledger = Ledger(("page", "istio_requests_total{a=\"b\"} 50"));
        ledger.Restart();
        ledger.Add("page", PrometheusText.Read("istio_requests_total{a=\"b\"} 60", "istio_"));
        ledger.Add("page", PrometheusText.Read("istio_requests_total{a=\"b\"} 3", "istio_"));
        Assert.Equal(13, Assert.Single(ledger.Gains).Sample.Value);
    }

    [Fact]
    public void Labels_may_hold_escapes_braces_and_spaces()
    {
        var sample = Assert.Single(PrometheusText.Read("m{a=\"x\\\"} y\\\\\\n\",b=\"\"} 1.5 1700000000\nm{broken\nm 2x", "m"));
        Assert.Equal(("x\"} y\\\n", "", 1.5), (sample["a"], sample["b"], sample.Value));
    }

    static CounterLedger Ledger(params (string Proxy, string Text)[] proxies)
    {
        var ledger = new CounterLedger();
        foreach (var (proxy, text) in proxies)
            ledger.Add(proxy, PrometheusText.Read(text, EdgeReport.Prefixes));
        return ledger;
    }
}
