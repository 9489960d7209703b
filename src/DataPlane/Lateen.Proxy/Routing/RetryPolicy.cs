using System.Collections.Immutable;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Routing;

/// <summary>When and how often an attempt is repeated (envoy.config.route.v3.RetryPolicy).</summary>
public sealed record RetryPolicy
{
    public required RetryOn On { get; init; }

    /// <summary>Attempts after the first. Envoy's default is 1 once a retry_on is given.</summary>
    public uint Retries { get; init; } = 1;

    /// <summary>Zero: none. Not below the route's timeout: ignored.</summary>
    public TimeSpan PerTryTimeout { get; init; }

    public TimeSpan PerTryIdleTimeout { get; init; }

    public ImmutableArray<int> RetriableStatusCodes { get; init; } = [];

    public ImmutableArray<HeaderMatcher> RetriableResponseHeaders { get; init; } = [];

    /// <summary>When not empty and none matches the request, the request is never retried.</summary>
    public ImmutableArray<HeaderMatcher> RetriableRequestHeaders { get; init; } = [];

    public TimeSpan BackOffBase { get; init; } = TimeSpan.FromMilliseconds(25);

    /// <summary>Null: ten times <see cref="BackOffBase"/>.</summary>
    public TimeSpan? BackOffMax { get; init; }

    /// <summary>True: hosts that were tried are avoided (envoy.retry_host_predicates.previous_hosts).</summary>
    public bool AvoidPreviousHosts { get; init; }

    /// <summary>How often another host is picked while the predicate rejects it.</summary>
    public int HostSelectionMaxAttempts { get; init; } = 1;
}

/// <summary>Conditions under which an attempt is retried.</summary>
[Flags]
public enum RetryOn
{
    None = 0,
    ServerError = 1 << 0,
    GatewayError = 1 << 1,
    Reset = 1 << 2,
    ResetBeforeRequest = 1 << 3,
    ConnectFailure = 1 << 4,
    RefusedStream = 1 << 5,
    Retriable4xx = 1 << 6,
    RetriableStatusCodes = 1 << 7,
    RetriableHeaders = 1 << 8,
    EnvoyRateLimited = 1 << 9,
    GrpcCancelled = 1 << 10,
    GrpcDeadlineExceeded = 1 << 11,
    GrpcInternal = 1 << 12,
    GrpcResourceExhausted = 1 << 13,
    GrpcUnavailable = 1 << 14,
}
