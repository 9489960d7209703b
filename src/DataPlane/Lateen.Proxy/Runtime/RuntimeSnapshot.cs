using System.Collections.Immutable;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Runtime;

/// <summary>What has been published to the workers: a table of immutable parts, for the admin endpoint. Nothing on the data path holds it.</summary>
public sealed record RuntimeSnapshot
{
    public static RuntimeSnapshot Empty { get; } = new();

    public ImmutableSortedDictionary<string, ClusterSnapshot> Clusters { get; init; } = ImmutableSortedDictionary.Create<string, ClusterSnapshot>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, ListenerConfig> Listeners { get; init; } = ImmutableSortedDictionary.Create<string, ListenerConfig>(StringComparer.Ordinal);

    public ImmutableSortedDictionary<string, RouteTable> Routes { get; init; } = ImmutableSortedDictionary.Create<string, RouteTable>(StringComparer.Ordinal);
}
