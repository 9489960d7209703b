using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Lateen.Proxy.Routing;

/// <summary>A set of domains with their routes, first match wins.</summary>
public sealed record VirtualHost
{
    public required string Name { get; init; }

    /// <summary>Exact, `*suffix`, `prefix*` or `*`.</summary>
    public required ImmutableArray<string> Domains { get; init; }

    public required ImmutableArray<Route> Routes { get; init; }

    public TlsRequirement RequireTls { get; init; }

    public HeaderMutations RequestHeaders { get; init; } = HeaderMutations.None;

    public HeaderMutations ResponseHeaders { get; init; } = HeaderMutations.None;

    /// <summary>Used by routes that have none of their own; nothing is merged.</summary>
    public RetryPolicy? RetryPolicy { get; init; }

    public bool IncludeRequestAttemptCount { get; init; }

    public bool IncludeAttemptCountInResponse { get; init; }

    public FrozenDictionary<string, IRouteFilterConfig> FilterConfigs { get; init; } = FrozenDictionary<string, IRouteFilterConfig>.Empty;
}

public enum TlsRequirement
{
    None,
    ExternalOnly,
    All,
}
