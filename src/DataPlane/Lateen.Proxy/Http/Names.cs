using Lateen.Net.Http;

namespace Lateen.Proxy.Http;

/// <summary>Header names that are looked up by name rather than by number.</summary>
static class Names
{
    public static readonly HeaderName XForwardedFor = HeaderName.Of(HeaderId.XForwardedFor);

    /// <summary>Fields by which a client could steer the proxy: removed unless the client is internal.</summary>
    public static readonly HeaderId[] InternalOnly =
    [
        HeaderId.XEnvoyRetriableStatusCodes, HeaderId.XEnvoyRetriableHeaderNames, HeaderId.XEnvoyRetryOn, HeaderId.XEnvoyRetryGrpcOn,
        HeaderId.XEnvoyMaxRetries, HeaderId.XEnvoyUpstreamAltStatName, HeaderId.XEnvoyUpstreamRqTimeoutMs,
        HeaderId.XEnvoyUpstreamRqPerTryTimeoutMs, HeaderId.XEnvoyUpstreamRqTimeoutAltResponse, HeaderId.XEnvoyExpectedRqTimeoutMs,
        HeaderId.XEnvoyForceTrace, HeaderId.XEnvoyIpTags, HeaderId.XEnvoyOriginalUrl, HeaderId.XEnvoyHedgeOnPerTryTimeout,
    ];

    /// <summary>Removed in addition at the edge of the mesh.</summary>
    public static readonly HeaderId[] EdgeOnly =
    [
        HeaderId.XEnvoyDecoratorOperation, HeaderId.XEnvoyDownstreamServiceCluster, HeaderId.XEnvoyDownstreamServiceNode,
        HeaderId.XEnvoyOriginalPath, HeaderId.XEnvoyOriginalHost,
    ];
}
