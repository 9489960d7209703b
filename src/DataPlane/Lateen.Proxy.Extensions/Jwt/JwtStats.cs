using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Jwt;

/// <summary>Envoy's counters of the filter: http.PREFIX.jwt_authn.*.</summary>
sealed class JwtStats(StatsScope? scope)
{
    public Counter Allowed { get; } = scope?.Counter("allowed") ?? default;

    public Counter Denied { get; } = scope?.Counter("denied") ?? default;

    public Counter CorsPreflightBypassed { get; } = scope?.Counter("cors_preflight_bypassed") ?? default;

    public Counter CacheHit { get; } = scope?.Counter("jwt_cache_hit") ?? default;

    public Counter CacheMiss { get; } = scope?.Counter("jwt_cache_miss") ?? default;
}
