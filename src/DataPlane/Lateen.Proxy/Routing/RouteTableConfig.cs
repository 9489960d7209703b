using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Lateen.Proxy.Routing;

/// <summary>What a RouteConfiguration says, before <see cref="RouteTable.TryCreate"/> checks and indexes it.</summary>
public sealed record RouteTableConfig
{
    public required string Name { get; init; }

    public required ImmutableArray<VirtualHost> VirtualHosts { get; init; }

    public HeaderMutations RequestHeaders { get; init; } = HeaderMutations.None;

    public HeaderMutations ResponseHeaders { get; init; } = HeaderMutations.None;

    public bool MostSpecificHeaderMutationsWin { get; init; }

    /// <summary>The port of the authority plays no part in choosing the virtual host.</summary>
    public bool IgnorePortInHostMatching { get; init; }

    /// <summary>`;…` of every path segment is removed before matching; the upstream still gets it.</summary>
    public bool IgnorePathParameters { get; init; }

    public FrozenDictionary<string, IRouteFilterConfig> FilterConfigs { get; init; } = FrozenDictionary<string, IRouteFilterConfig>.Empty;
}
