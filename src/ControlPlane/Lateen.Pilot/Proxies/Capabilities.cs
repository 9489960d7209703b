using Envoy.Config.Core.V3;

namespace Lateen.Pilot.Proxies;

/// <summary>Which of the filters that upstream Envoy lacks a client has.</summary>
/// <param name="MetadataExchange">Exchange of workload metadata, over HTTP headers and in front of TCP.</param>
/// <param name="Stats">Istio's standard metrics.</param>
/// <param name="AlpnOverride">The ALPN filter.</param>
public readonly record struct Capabilities(bool MetadataExchange, bool Stats, bool AlpnOverride)
{
    /// <summary>What node.extensions lists for each: the filter's name in Istio's proxy, or its configuration's type.</summary>
    public const string MetadataExchangeType = "io.istio.http.peer_metadata.Config", StatsType = "stats.PluginConfig",
        AlpnType = "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig";

    /// <summary>Everything that Istio's own proxy has.</summary>
    public static readonly Capabilities All = new(true, true, true);

    /// <summary>Reads node.extensions. A client that lists nothing at all gets everything, as from Istio.</summary>
    public static Capabilities Of(Node node) => node.Extensions.Count == 0
        ? All
        : new Capabilities(
            Lists(node, MetadataExchangeType, "envoy.filters.http.peer_metadata", "istio.metadata_exchange"),
            Lists(node, StatsType, "istio.stats", "envoy.filters.http.istio_stats"),
            Lists(node, AlpnType, "istio.alpn"));

    /// <summary>
    /// Whether the client is upstream Envoy, which warns of the deprecated fields that Istio still writes for its proxies of every age.
    /// </summary>
    public bool IsUpstream => !MetadataExchange && !Stats && !AlpnOverride;

    static bool Lists(Node node, string type, params ReadOnlySpan<string> names)
    {
        foreach (var extension in node.Extensions)
        {
            if (names.Contains(extension.Name) || extension.TypeUrls.Any(url => url.EndsWith(type, StringComparison.Ordinal)))
                return true;
        }

        return false;
    }
}
