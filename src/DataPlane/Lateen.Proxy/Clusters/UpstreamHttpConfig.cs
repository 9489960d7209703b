using Lateen.Net.Http2;

namespace Lateen.Proxy.Clusters;

/// <summary>How HTTP is spoken to a cluster (envoy HttpProtocolOptions).</summary>
public sealed record UpstreamHttpConfig
{
    public UpstreamProtocol Protocol { get; init; } = UpstreamProtocol.Http1;

    /// <summary>Limits and windows of HTTP/2 connections; MaxConcurrentStreams bounds the requests on one of ours.</summary>
    public Http2Options Http2 { get; init; } = new() { MaxHeaderListBytes = 80 * 1024 };

    /// <summary>A pooled connection without requests is closed after this. Zero: never.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Zero: none.</summary>
    public TimeSpan MaxStreamDuration { get; init; }

    /// <summary>0: no bound.</summary>
    public uint MaxRequestsPerConnection { get; init; }

    public int MaxResponseHeaders { get; init; } = 100;

    /// <summary>The request's authority (after rewriting) becomes the server name.</summary>
    public bool AutoSni { get; init; }

    public bool AutoSanValidation { get; init; }
}

public enum UpstreamProtocol
{
    Http1,
    Http2,

    /// <summary>HTTP/2 for HTTP/2 requests, HTTP/1.1 for the others.</summary>
    AsDownstream,

    /// <summary>By ALPN.</summary>
    Negotiated,
}
