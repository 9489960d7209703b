using System.Text.Json;
using Lateen.Core;

namespace Lateen.Cli.Dumps;

/// <summary>Clusters as istioctl shows them.</summary>
internal static class ClusterTable
{
    static readonly string[] Header = ["SERVICE FQDN", "PORT", "SUBSET", "DIRECTION", "TYPE", "DESTINATION RULE"];

    /// <summary>What a cluster's name says; names that are not Istio's stand for their host.</summary>
    internal readonly record struct Key(string Host, string Subset, int Port, string Direction)
    {
        public static Key Of(JsonElement cluster)
        {
            var name = cluster.Field("name").Text();
            return ClusterName.TryParse(name, out var parsed)
                ? new Key(parsed.Host, parsed.Subset, parsed.Port, parsed.Direction == TrafficDirection.Inbound ? "inbound" : "outbound")
                : new Key(name, "", 0, "");
        }
    }

    /// <summary>The clusters of a dump in the order of the table: by host, subset, port and direction.</summary>
    public static IReadOnlyList<JsonElement> Sorted(IEnumerable<JsonElement> clusters) =>
    [
        .. clusters.Select(cluster => (cluster, key: Key.Of(cluster))).OrderBy(pair => pair.key.Host, StringComparer.Ordinal)
            .ThenBy(pair => pair.key.Subset, StringComparer.Ordinal).ThenBy(pair => pair.key.Port)
            .ThenBy(pair => pair.key.Direction, StringComparer.Ordinal).Select(pair => pair.cluster),
    ];

    public static string Render(IEnumerable<JsonElement> clusters) => TextTable.Render([Header, .. Sorted(clusters).Select(Row)], 5);

    static string[] Row(JsonElement cluster)
    {
        var key = Key.Of(cluster);
        var type = cluster.Field("type").Text() is { Length: > 0 } named ? named : "STATIC";
        var owner = IstioConfig.OwnerOf(cluster);
        return key.Direction.Length == 0
            ? [key.Host, "-", "-", "-", type, owner]
            : [key.Host, $"{key.Port}", key.Subset.Length == 0 ? "-" : key.Subset, key.Direction, type, owner];
    }
}
