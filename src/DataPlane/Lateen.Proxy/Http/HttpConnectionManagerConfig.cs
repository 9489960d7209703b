using System.Collections.Immutable;
using Lateen.Core;
using Lateen.Net.Http1;
using Lateen.Net.Http2;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http;

/// <summary>How HTTP is served on a connection (envoy.filters.network.http_connection_manager). Durations of zero mean no bound.</summary>
public sealed record HttpConnectionManagerConfig : ITerminalFilterConfig
{
    public string Name { get; init; } = "envoy.filters.network.http_connection_manager";

    public required string StatPrefix { get; init; }

    /// <summary>Where it counts; registered under <see cref="StatPrefix"/> by whoever makes the configuration, on the main loop.</summary>
    public HttpStats Stats { get; init; } = HttpStats.None;

    public HttpCodecType Codec { get; init; }

    public required RouteSource Routes { get; init; }

    /// <summary>In order; the last one, and only it, is terminal.</summary>
    public required ImmutableArray<IHttpFilterFactory> Filters { get; init; }

    public ImmutableArray<IAccessLogConfig> AccessLogs { get; init; } = [];

    /// <summary>Value of the server header.</summary>
    public string ServerName { get; init; } = "envoy";

    public ServerHeaderMode ServerHeader { get; init; }

    public bool UseRemoteAddress { get; init; }

    /// <summary>Entries at the end of x-forwarded-for that trusted proxies added.</summary>
    public int XffTrustedHops { get; init; }

    public bool SkipXffAppend { get; init; }

    /// <summary>Clients in these ranges are internal; empty: nobody is.</summary>
    public ImmutableArray<Cidr> InternalAddresses { get; init; } = [];

    public ForwardClientCertMode ForwardClientCert { get; init; }

    /// <summary>What APPEND_FORWARD and SANITIZE_SET say about the client's certificate.</summary>
    public ClientCertDetails ClientCertDetails { get; init; }

    public bool GenerateRequestId { get; init; } = true;

    public bool PreserveExternalRequestId { get; init; }

    public bool AlwaysSetRequestIdInResponse { get; init; }

    public bool NormalizePath { get; init; }

    public bool MergeSlashes { get; init; }

    public EscapedSlashesAction EscapedSlashes { get; init; }

    /// <summary>The port of the authority is removed when it is the listener's, or always.</summary>
    public PortStripping StripPort { get; init; }

    public bool StripTrailingHostDot { get; init; }

    public UnderscoreAction HeadersWithUnderscores { get; init; }

    /// <summary>No activity in either direction. Envoy's default is 5 minutes, Istio's sidecars have none.</summary>
    public TimeSpan StreamIdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan RequestTimeout { get; init; }

    public TimeSpan RequestHeadersTimeout { get; init; }

    /// <summary>A connection without streams.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan MaxConnectionDuration { get; init; }

    public TimeSpan MaxStreamDuration { get; init; }

    /// <summary>0: no bound.</summary>
    public uint MaxRequestsPerConnection { get; init; }

    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan DelayedCloseTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>KiB of a request's head.</summary>
    public int MaxRequestHeadersKb { get; init; } = 60;

    public int MaxRequestHeaders { get; init; } = 100;

    public Http1Config Http1 { get; init; } = new();

    /// <summary>HTTP/2's limits. Those that both versions share (heads, underscores) are taken from here above, not from it.</summary>
    public Http2Options Http2 { get; init; } = new();

    /// <summary>Upgrades that streams may ask for; lower case.</summary>
    public ImmutableArray<UpgradeConfig> Upgrades { get; init; } = [];

    public bool Proxy100Continue { get; init; }

    /// <summary>Appended to via on requests and responses; empty: nothing.</summary>
    public string Via { get; init; } = "";

    public bool AppendXForwardedPort { get; init; }

    public bool IsInbound { get; init; }

    public ITerminalFilter Create(DownstreamConnection connection)
    {
        var server = connection.Worker.PartOf(this, static (config, worker) => new HttpServer(config, HttpWorker.Of(worker)));
        return HttpConnection.Of(server, new ListenerDownstream(connection), connection.Connection.Tls?.Alpn);
    }

    public bool Equals(HttpConnectionManagerConfig? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

public enum HttpCodecType
{
    Auto,
    Http1,
    Http2,
}

public enum ServerHeaderMode
{
    Overwrite,
    AppendIfAbsent,
    PassThrough,
}

public enum ForwardClientCertMode
{
    Sanitize,
    ForwardOnly,
    AppendForward,
    SanitizeSet,
    AlwaysForwardOnly,
}

[Flags]
public enum ClientCertDetails
{
    None = 0,
    Subject = 1,
    Cert = 2,
    Chain = 4,
    Dns = 8,
    Uri = 16,
}

public enum EscapedSlashesAction
{
    KeepUnchanged,
    RejectRequest,
    UnescapeAndRedirect,
    UnescapeAndForward,
}

public enum PortStripping
{
    Never,
    Matching,
    Any,
}

/// <summary>HTTP/1 specifics.</summary>
public sealed record Http1Config
{
    public bool AllowAbsoluteUrl { get; init; } = true;

    public bool AcceptHttp10 { get; init; }

    /// <summary>For HTTP/1.0 requests without host; empty: they are refused.</summary>
    public string DefaultHostForHttp10 { get; init; } = "";

    public bool EnableTrailers { get; init; }

    /// <summary>Content-Length beside chunked is dropped instead of refused.</summary>
    public bool AllowChunkedLength { get; init; }
}
