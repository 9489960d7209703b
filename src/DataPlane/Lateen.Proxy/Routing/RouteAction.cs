using System.Collections.Immutable;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Routing;

/// <summary>What a matched route does with the request.</summary>
public abstract record RouteAction;

/// <summary>Sends the request to a cluster.</summary>
public sealed record ForwardAction : RouteAction
{
    public required ClusterSpecifier Cluster { get; init; }

    /// <summary>Status of the local reply when the cluster doesn't exist: 503 (default), 404 or 500.</summary>
    public int ClusterNotFoundStatus { get; init; } = 503;

    /// <summary>From the end of the request to the end of the response. Zero: none. Envoy's default is 15 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Null: grpc-timeout is not looked at. Zero: grpc-timeout without a bound.</summary>
    public TimeSpan? MaxGrpcTimeout { get; init; }

    /// <summary>Null: the connection manager's stream idle timeout. Zero: none.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Null: the connection manager's.</summary>
    public MaxStreamDuration? MaxStreamDuration { get; init; }

    public RetryPolicy? RetryPolicy { get; init; }

    public PathRewrite? PathRewrite { get; init; }

    public HostRewrite? HostRewrite { get; init; }

    public bool AppendXForwardedHost { get; init; }

    public RoutingPriority Priority { get; init; }

    public ImmutableArray<HashPolicy> HashPolicies { get; init; } = [];

    public ImmutableArray<MirrorPolicy> Mirrors { get; init; } = [];

    /// <summary>Upgrades enabled or disabled for this route over the connection manager's list; names in lower case.</summary>
    public ImmutableArray<UpgradeConfig> Upgrades { get; init; } = [];

    /// <summary>Subset criteria; null when none.</summary>
    public Metadata? MetadataMatch { get; init; }
}

/// <summary>A redirect; section 5.6 of the Envoy semantics this proxy follows: host_redirect replaces host and port.</summary>
public sealed record RedirectAction : RouteAction
{
    /// <summary>Null keeps the request's scheme.</summary>
    public string? Scheme { get; init; }

    public string? Host { get; init; }

    /// <summary>0 keeps the port of the request, except that a default port is stripped when the scheme changes.</summary>
    public int Port { get; init; }

    /// <summary>Replaces the path; may carry its own query, which then wins.</summary>
    public string? Path { get; init; }

    /// <summary>Prefix or regex rewrite instead of <see cref="Path"/>.</summary>
    public PathRewrite? PathRewrite { get; init; }

    public bool StripQuery { get; init; }

    /// <summary>301, 302, 303, 307 or 308.</summary>
    public int Status { get; init; } = 301;
}

/// <summary>An answer without an upstream.</summary>
/// <param name="Status">200 to 599.</param>
/// <param name="Body">May be empty.</param>
public sealed record DirectResponseAction(int Status, ReadOnlyMemory<byte> Body) : RouteAction;

/// <summary>The route only carries per-filter configuration for an inbound passthrough; no upstream (Envoy's non_forwarding_action).</summary>
public sealed record NonForwardingAction : RouteAction;
