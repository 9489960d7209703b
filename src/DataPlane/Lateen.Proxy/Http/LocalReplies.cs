using Lateen.Core;
using Lateen.Net.Http1;

namespace Lateen.Proxy.Http;

/// <summary>The answers that the connection manager and the router give themselves, with Envoy's bodies, flags and details.</summary>
static class LocalReplies
{
    public static readonly LocalReply RouteNotFound = LocalReply.Text(404, "", "route_not_found", ResponseFlag.NoRouteFound);

    public static readonly LocalReply NoHealthyUpstream = LocalReply.Text(503, "no healthy upstream", "no_healthy_upstream", ResponseFlag.NoHealthyUpstream);

    public static readonly LocalReply ResponseTimeout = LocalReply.Text(504, "upstream request timeout", "response_timeout", ResponseFlag.UpstreamRequestTimeout);

    public static readonly LocalReply PerTryTimeout = LocalReply.Text(504, "upstream request timeout", "upstream_per_try_timeout", ResponseFlag.UpstreamRequestTimeout);

    public static readonly LocalReply StreamIdle504 = LocalReply.Text(504, "stream timeout", "stream_idle_timeout", ResponseFlag.StreamIdleTimeout);

    public static readonly LocalReply StreamIdle408 = LocalReply.Text(408, "stream timeout", "stream_idle_timeout", ResponseFlag.StreamIdleTimeout);

    public static readonly LocalReply RequestTimeout408 = LocalReply.Text(408, "request timeout", "request_overall_timeout");

    public static readonly LocalReply RequestTimeout504 = LocalReply.Text(504, "request timeout", "request_overall_timeout");

    public static readonly LocalReply RequestHeadersTimeout = LocalReply.Text(408, "request header timeout", "request_header_timeout");

    public static readonly LocalReply MaxDuration408 = LocalReply.Text(408, "downstream duration timeout", "max_duration_timeout") with { GrpcStatus = 4 };

    public static readonly LocalReply MaxDuration504 = LocalReply.Text(504, "downstream duration timeout", "max_duration_timeout") with { GrpcStatus = 4 };

    public static readonly LocalReply PayloadTooLarge = LocalReply.Text(413, "Payload Too Large", "request_payload_too_large");

    public static readonly LocalReply RetryPayloadTooLarge =
        LocalReply.Text(507, "exceeded request buffer limit while retrying upstream", "request_payload_exceeded_retry_buffer_limit");

    public static readonly LocalReply ResponseTooLarge = LocalReply.Text(500, "Internal Server Error", "response_payload_too_large");

    public static readonly LocalReply MissingHost = LocalReply.Text(400, "", "missing_host_header");

    public static readonly LocalReply MissingPath = LocalReply.Text(404, "", "missing_path_rejected");

    public static readonly LocalReply AbsolutePath = LocalReply.Text(404, "", "absolute_path_rejected");

    public static readonly LocalReply PathNormalizationFailed = LocalReply.Text(400, "", "path_normalization_failed");

    public static readonly LocalReply PathRedirect = LocalReply.Text(307, "", "path_normalization_failed");

    public static readonly LocalReply QueryWithoutContentType = LocalReply.Text(400, "", "query_missing_content_type");

    public static readonly LocalReply UpgradeFailed = LocalReply.Text(403, "", "upgrade_failed");

    public static readonly LocalReply DropOverload = LocalReply.Text(503, "drop overload", "drop_overload", ResponseFlag.DropOverload)
        with { Headers = [new("x-envoy-drop-overload", "true")] };

    public static readonly LocalReply UnconditionalDropOverload =
        LocalReply.Text(503, "unconditional drop overload", "unconditional_drop_overload", ResponseFlag.UnconditionalDropOverload)
        with { Headers = [new("x-envoy-unconditional-drop-overload", "true")] };

    static readonly Dictionary<Http1Error, LocalReply> Codec = Enum.GetValues<Http1Error>().ToDictionary(
        error => error,
        error => LocalReply.Text(error.Status(), Phrase(error), error.Details(), ResponseFlag.DownstreamProtocolError));

    static readonly Dictionary<int, LocalReply> NoCluster = new[] { 404, 500, 503 }.ToDictionary(
        status => status,
        status => LocalReply.Text(status, "", "cluster_not_found", ResponseFlag.NoClusterFound));

    /// <summary>For a request that broke the protocol.</summary>
    public static LocalReply Of(Http1Error error) => Codec[error];

    /// <summary>For a route whose cluster does not exist.</summary>
    public static LocalReply ClusterNotFound(int status) => NoCluster.GetValueOrDefault(status, NoCluster[503]);

    static string Phrase(Http1Error error) => System.Text.Encoding.ASCII.GetString(ReasonPhrases.Of(error.Status()));
}
