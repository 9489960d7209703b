namespace Lateen.Core;

/// <summary>
/// Why the proxy, and not the application, decided the outcome of a request or connection. Names, short forms and order are Envoy's.
/// The values are dense from 0, so that they index arrays.
/// </summary>
public enum ResponseFlag
{
    /// <summary>LH: the proxy's own health check filter answered that it is unhealthy.</summary>
    FailedLocalHealthCheck,

    /// <summary>UH: the cluster has no healthy endpoint.</summary>
    NoHealthyUpstream,

    /// <summary>UT: the route's or the attempt's timeout passed before the response began.</summary>
    UpstreamRequestTimeout,

    /// <summary>LR: the proxy reset the upstream stream before response headers arrived.</summary>
    LocalReset,

    /// <summary>UR: the upstream reset the stream.</summary>
    UpstreamRemoteReset,

    /// <summary>UF: the proxy could not connect to the upstream, or TLS with it failed.</summary>
    UpstreamConnectionFailure,

    /// <summary>UC: the upstream closed the connection before the response was complete.</summary>
    UpstreamConnectionTermination,

    /// <summary>UO: a circuit breaker of the cluster was open.</summary>
    UpstreamOverflow,

    /// <summary>NR: no route matches the request, or no filter chain the connection.</summary>
    NoRouteFound,

    /// <summary>DI: a fault filter delayed the request.</summary>
    DelayInjected,

    /// <summary>FI: a fault filter aborted the request.</summary>
    FaultInjected,

    /// <summary>RL: a rate limit was reached.</summary>
    RateLimited,

    /// <summary>UAEX: the external authorization service denied the request.</summary>
    UnauthorizedExternalService,

    /// <summary>RLSE: the rate limit service failed, and its failures deny.</summary>
    RateLimitServiceError,

    /// <summary>DC: the client closed the connection before the response was complete.</summary>
    DownstreamConnectionTermination,

    /// <summary>URX: retries, or connect attempts, were used up.</summary>
    UpstreamRetryLimitExceeded,

    /// <summary>SI: neither side sent anything for the idle timeout.</summary>
    StreamIdleTimeout,

    /// <summary>IH: a header that the proxy reads had a value that it refuses.</summary>
    InvalidEnvoyRequestHeaders,

    /// <summary>DPE: the client broke the protocol.</summary>
    DownstreamProtocolError,

    /// <summary>UMSDR: the request took longer than the longest that its route allows.</summary>
    UpstreamMaxStreamDurationReached,

    /// <summary>RFCF: a cache filter answered.</summary>
    ResponseFromCacheFilter,

    /// <summary>NFCF: the configuration of a filter has not arrived.</summary>
    NoFilterConfigFound,

    /// <summary>DT: the connection or request exceeded its longest duration.</summary>
    DurationTimeout,

    /// <summary>UPE: the upstream broke the protocol.</summary>
    UpstreamProtocolError,

    /// <summary>NC: the route names a cluster that does not exist.</summary>
    NoClusterFound,

    /// <summary>OM: the proxy shed the request because it was overloaded.</summary>
    OverloadManagerTerminated,

    /// <summary>DF: the upstream's name could not be resolved.</summary>
    DnsResolutionFailed,

    /// <summary>DO: the endpoints' drop policy shed the request.</summary>
    DropOverload,

    /// <summary>DR: the client reset the stream.</summary>
    DownstreamRemoteReset,

    /// <summary>UDO: the endpoints' drop policy sheds every request.</summary>
    UnconditionalDropOverload,
}
