using System.Collections.Frozen;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Routing;

/// <summary>One entry of a weighted route, with what it changes for requests that it gets.</summary>
public sealed record WeightedCluster(string Name, uint Weight)
{
    public HeaderMutations RequestHeaders { get; init; } = HeaderMutations.None;

    public HeaderMutations ResponseHeaders { get; init; } = HeaderMutations.None;

    public string? HostRewriteLiteral { get; init; }

    public Metadata? MetadataMatch { get; init; }

    public FrozenDictionary<string, IRouteFilterConfig> FilterConfigs { get; init; } = FrozenDictionary<string, IRouteFilterConfig>.Empty;
}
