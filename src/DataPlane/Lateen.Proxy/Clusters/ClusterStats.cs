using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Clusters;

/// <summary>A cluster's statistics, under Envoy's names.</summary>
public sealed class ClusterStats(StatsScope scope)
{
    public Counter CxTotal { get; } = scope.Counter("upstream_cx_total");

    public Gauge CxActive { get; } = scope.Gauge("upstream_cx_active");

    public Counter CxHttp1Total { get; } = scope.Counter("upstream_cx_http1_total");

    public Counter CxHttp2Total { get; } = scope.Counter("upstream_cx_http2_total");

    public Counter CxConnectFail { get; } = scope.Counter("upstream_cx_connect_fail");

    public Counter CxConnectTimeout { get; } = scope.Counter("upstream_cx_connect_timeout");

    public Counter CxConnectAttemptsExceeded { get; } = scope.Counter("upstream_cx_connect_attempts_exceeded");

    public Counter CxIdleTimeout { get; } = scope.Counter("upstream_cx_idle_timeout");

    public Counter CxMaxDurationReached { get; } = scope.Counter("upstream_cx_max_duration_reached");

    public Counter CxMaxRequests { get; } = scope.Counter("upstream_cx_max_requests");

    public Counter CxOverflow { get; } = scope.Counter("upstream_cx_overflow");

    public Counter CxNoneHealthy { get; } = scope.Counter("upstream_cx_none_healthy");

    public Counter CxProtocolError { get; } = scope.Counter("upstream_cx_protocol_error");

    public Counter CxDestroy { get; } = scope.Counter("upstream_cx_destroy");

    public Counter CxDestroyLocal { get; } = scope.Counter("upstream_cx_destroy_local");

    public Counter CxDestroyRemote { get; } = scope.Counter("upstream_cx_destroy_remote");

    public Counter CxDestroyWithActiveRequest { get; } = scope.Counter("upstream_cx_destroy_with_active_rq");

    public Counter CxRxBytes { get; } = scope.Counter("upstream_cx_rx_bytes_total");

    public Counter CxTxBytes { get; } = scope.Counter("upstream_cx_tx_bytes_total");

    public Histogram CxConnectMs { get; } = scope.Histogram("upstream_cx_connect_ms");

    public Histogram CxLengthMs { get; } = scope.Histogram("upstream_cx_length_ms");

    public Counter RqTotal { get; } = scope.Counter("upstream_rq_total");

    public Gauge RqActive { get; } = scope.Gauge("upstream_rq_active");

    public Counter RqPendingTotal { get; } = scope.Counter("upstream_rq_pending_total");

    public Gauge RqPendingActive { get; } = scope.Gauge("upstream_rq_pending_active");

    public Counter RqPendingOverflow { get; } = scope.Counter("upstream_rq_pending_overflow");

    public Counter RqPendingFailureEject { get; } = scope.Counter("upstream_rq_pending_failure_eject");

    public Counter RqActiveOverflow { get; } = scope.Counter("upstream_rq_active_overflow");

    public Counter RqCancelled { get; } = scope.Counter("upstream_rq_cancelled");

    public Counter RqTimeout { get; } = scope.Counter("upstream_rq_timeout");

    public Counter RqPerTryTimeout { get; } = scope.Counter("upstream_rq_per_try_timeout");

    public Counter RqMaxDurationReached { get; } = scope.Counter("upstream_rq_max_duration_reached");

    public Counter RqRxReset { get; } = scope.Counter("upstream_rq_rx_reset");

    public Counter RqTxReset { get; } = scope.Counter("upstream_rq_tx_reset");

    public Counter RqRetry { get; } = scope.Counter("upstream_rq_retry");

    public Counter RqRetrySuccess { get; } = scope.Counter("upstream_rq_retry_success");

    public Counter RqRetryOverflow { get; } = scope.Counter("upstream_rq_retry_overflow");

    public Counter RqRetryLimitExceeded { get; } = scope.Counter("upstream_rq_retry_limit_exceeded");

    public Counter RqRetryBackOff { get; } = scope.Counter("upstream_rq_retry_backoff_exponential");

    public Histogram RqTime { get; } = scope.Histogram("upstream_rq_time");

    /// <summary>upstream_rq_completed, upstream_rq_2xx, upstream_rq_200 and their like.</summary>
    public ResponseCodeCounters RqCodes { get; } = scope.ResponseCodes("upstream_rq_");

    public Counter RetryOrShadowAbandoned { get; } = scope.Counter("retry_or_shadow_abandoned");

    public Counter HealthyPanic { get; } = scope.Counter("lb_healthy_panic");

    public Counter MembershipChange { get; } = scope.Counter("membership_change");

    public Gauge MembershipTotal { get; } = scope.Gauge("membership_total");

    public Gauge MembershipHealthy { get; } = scope.Gauge("membership_healthy");

    public Gauge MembershipDegraded { get; } = scope.Gauge("membership_degraded");
}
