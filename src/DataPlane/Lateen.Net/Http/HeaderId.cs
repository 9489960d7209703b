namespace Lateen.Net.Http;

/// <summary>
/// Headers that the proxy itself reads or writes, as small numbers, so that a lookup is a comparison of integers.
/// The first ones are HTTP/2's pseudo-headers; an HTTP/1 Host line is <see cref="Authority"/>.
/// </summary>
public enum HeaderId : byte
{
    /// <summary>Not one of the known names: compare bytes.</summary>
    None = 0,

    Method, Scheme, Authority, Path, Protocol, Status,

    Accept, AcceptEncoding, AccessControlAllowCredentials, AccessControlAllowHeaders, AccessControlAllowMethods, AccessControlAllowOrigin,
    AccessControlExposeHeaders, AccessControlMaxAge, AccessControlRequestHeaders, AccessControlRequestMethod, Authorization, Baggage,
    CacheControl, Connection, ContentEncoding, ContentLength, ContentType, Cookie, Date, EarlyData, ETag, Expect,
    GrpcMessage, GrpcStatus, GrpcTimeout, KeepAlive, Location, Origin, ProxyConnection, ProxyStatus, Referer, Server, SetCookie,
    Te, Traceparent, Tracestate, Trailer, TransferEncoding, Upgrade, UserAgent, Vary, Via, WwwAuthenticate,

    XB3Flags, XB3ParentSpanId, XB3Sampled, XB3SpanId, XB3TraceId,
    XEnvoyAttemptCount, XEnvoyDecoratorOperation, XEnvoyDownstreamServiceCluster, XEnvoyDownstreamServiceNode, XEnvoyExpectedRqTimeoutMs,
    XEnvoyExternalAddress, XEnvoyForceTrace, XEnvoyHedgeOnPerTryTimeout, XEnvoyImmediateHealthCheckFail, XEnvoyInternal, XEnvoyIpTags,
    XEnvoyIsTimeoutRetry, XEnvoyMaxRetries, XEnvoyOriginalHost, XEnvoyOriginalPath, XEnvoyOriginalUrl, XEnvoyOverloaded,
    XEnvoyPeerMetadata, XEnvoyPeerMetadataId, XEnvoyRatelimited, XEnvoyRetriableHeaderNames, XEnvoyRetriableStatusCodes, XEnvoyRetryGrpcOn,
    XEnvoyRetryOn, XEnvoyUpstreamAltStatName, XEnvoyUpstreamCanary, XEnvoyUpstreamHealthcheckedCluster, XEnvoyUpstreamRqPerTryTimeoutMs,
    XEnvoyUpstreamRqTimeoutAltResponse, XEnvoyUpstreamRqTimeoutMs, XEnvoyUpstreamServiceTime,
    XForwardedClientCert, XForwardedFor, XForwardedHost, XForwardedPort, XForwardedProto, XRequestId,
}
