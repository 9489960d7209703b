using System.Collections.Frozen;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Routing;

/// <summary>One route of a virtual host: conditions, action, and what it changes.</summary>
public sealed record Route
{
    /// <summary>May be empty.</summary>
    public string Name { get; init; } = "";

    public required RouteMatch Match { get; init; }

    public required RouteAction Action { get; init; }

    public HeaderMutations RequestHeaders { get; init; } = HeaderMutations.None;

    public HeaderMutations ResponseHeaders { get; init; } = HeaderMutations.None;

    /// <summary>By the filter's name in the connection manager.</summary>
    public FrozenDictionary<string, IRouteFilterConfig> FilterConfigs { get; init; } = FrozenDictionary<string, IRouteFilterConfig>.Empty;

    public Metadata Metadata { get; init; } = Metadata.Empty;

    /// <summary>Span name; null: the default.</summary>
    public Decorator? Decorator { get; init; }

    public string StatPrefix { get; init; } = "";
}

/// <summary>Names the operation of a route for tracing.</summary>
public sealed record Decorator(string Operation, bool Propagate = true);
