using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Http;

/// <summary>A connection manager's statistics (http.PREFIX.*), registered when its configuration is applied.</summary>
public sealed class HttpStats(StatsScope? scope)
{
    /// <summary>Counts nothing.</summary>
    public static HttpStats None { get; } = new(null);

    public Counter CxTotal { get; } = scope?.Counter("downstream_cx_total") ?? default;

    public Gauge CxActive { get; } = scope?.Gauge("downstream_cx_active") ?? default;

    public Counter CxSslTotal { get; } = scope?.Counter("downstream_cx_ssl_total") ?? default;

    public Counter CxHttp1Total { get; } = scope?.Counter("downstream_cx_http1_total") ?? default;

    public Counter CxHttp2Total { get; } = scope?.Counter("downstream_cx_http2_total") ?? default;

    public Gauge CxHttp2Active { get; } = scope?.Gauge("downstream_cx_http2_active") ?? default;

    public Counter CxDestroy { get; } = scope?.Counter("downstream_cx_destroy") ?? default;

    public Counter CxDestroyRemoteActiveRequest { get; } = scope?.Counter("downstream_cx_destroy_remote_active_rq") ?? default;

    public Counter CxProtocolError { get; } = scope?.Counter("downstream_cx_protocol_error") ?? default;

    public Counter CxIdleTimeout { get; } = scope?.Counter("downstream_cx_idle_timeout") ?? default;

    public Counter CxMaxRequestsReached { get; } = scope?.Counter("downstream_cx_max_requests_reached") ?? default;

    public Counter CxDrainClose { get; } = scope?.Counter("downstream_cx_drain_close") ?? default;

    public Counter CxRxBytes { get; } = scope?.Counter("downstream_cx_rx_bytes_total") ?? default;

    public Counter CxTxBytes { get; } = scope?.Counter("downstream_cx_tx_bytes_total") ?? default;

    public Histogram CxLengthMs { get; } = scope?.Histogram("downstream_cx_length_ms") ?? default;

    public Counter CxUpgradesTotal { get; } = scope?.Counter("downstream_cx_upgrades_total") ?? default;

    public Gauge CxUpgradesActive { get; } = scope?.Gauge("downstream_cx_upgrades_active") ?? default;

    public Counter RqTotal { get; } = scope?.Counter("downstream_rq_total") ?? default;

    public Counter RqHttp1Total { get; } = scope?.Counter("downstream_rq_http1_total") ?? default;

    public Counter RqHttp2Total { get; } = scope?.Counter("downstream_rq_http2_total") ?? default;

    public Counter RqTooManyPrematureResets { get; } = scope?.Counter("downstream_rq_too_many_premature_resets") ?? default;

    /// <summary>Connections whose client gave no sign of life (http2.keepalive_timeout).</summary>
    public Counter Http2KeepaliveTimeout { get; } = scope?.Counter("http2.keepalive_timeout") ?? default;

    public Gauge RqActive { get; } = scope?.Gauge("downstream_rq_active") ?? default;

    public Counter RqRxReset { get; } = scope?.Counter("downstream_rq_rx_reset") ?? default;

    public Counter RqTxReset { get; } = scope?.Counter("downstream_rq_tx_reset") ?? default;

    public Counter RqTimeout { get; } = scope?.Counter("downstream_rq_timeout") ?? default;

    public Counter RqHeaderTimeout { get; } = scope?.Counter("downstream_rq_header_timeout") ?? default;

    public Counter RqIdleTimeout { get; } = scope?.Counter("downstream_rq_idle_timeout") ?? default;

    public Counter RqMaxDurationReached { get; } = scope?.Counter("downstream_rq_max_duration_reached") ?? default;

    public Counter RqNonRelativePath { get; } = scope?.Counter("downstream_rq_non_relative_path") ?? default;

    public Counter RqTooLarge { get; } = scope?.Counter("downstream_rq_too_large") ?? default;

    public Counter RqWsOnNonWsRoute { get; } = scope?.Counter("downstream_rq_ws_on_non_ws_route") ?? default;

    public Counter RqFailedPathNormalization { get; } = scope?.Counter("downstream_rq_failed_path_normalization") ?? default;

    public Counter RqRedirectedWithNormalizedPath { get; } = scope?.Counter("downstream_rq_redirected_with_normalized_path") ?? default;

    public Counter RqResponseBeforeRequestComplete { get; } = scope?.Counter("downstream_rq_response_before_rq_complete") ?? default;

    public Histogram RqTime { get; } = scope?.Histogram("downstream_rq_time") ?? default;

    /// <summary>downstream_rq_completed, downstream_rq_2xx and their like.</summary>
    public ResponseCodeCounters RqCodes { get; } = scope?.ResponseCodes("downstream_rq_") ?? default;

    public Counter RsTooLarge { get; } = scope?.Counter("rs_too_large") ?? default;

    public Counter NoRoute { get; } = scope?.Counter("no_route") ?? default;

    public Counter NoCluster { get; } = scope?.Counter("no_cluster") ?? default;

    public Counter RqRedirect { get; } = scope?.Counter("rq_redirect") ?? default;

    public Counter RqDirectResponse { get; } = scope?.Counter("rq_direct_response") ?? default;

    public Counter RouterRqTotal { get; } = scope?.Counter("rq_total") ?? default;
}
