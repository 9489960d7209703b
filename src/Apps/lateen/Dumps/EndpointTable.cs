using System.Text.Json;

namespace Lateen.Cli.Dumps;

/// <summary>Endpoints as istioctl shows them, from a proxy's <c>/clusters?format=json</c>.</summary>
internal static class EndpointTable
{
    static readonly string[] Header = ["ENDPOINT", "STATUS", "OUTLIER CHECK", "CLUSTER"];

    /// <summary>One endpoint of one cluster.</summary>
    internal readonly record struct Endpoint(string Address, int Port, string Status, bool IsOutlier, string Cluster);

    public static IEnumerable<Endpoint> Of(JsonElement clusters) => clusters.Field("cluster_statuses").Items()
        .SelectMany(cluster => cluster.Field("host_statuses").Items().Select(host => Of(host, cluster.Field("name").Text())));

    public static string Render(IEnumerable<Endpoint> endpoints) => TextTable.Render(
        [
            Header,
            .. endpoints.OrderBy(endpoint => endpoint.Address, StringComparer.Ordinal).ThenBy(endpoint => endpoint.Port)
                .ThenBy(endpoint => endpoint.Cluster, StringComparer.Ordinal).Select(Row),
        ], 5);

    static Endpoint Of(JsonElement host, string cluster)
    {
        var health = host.Field("health_status");
        return new Endpoint(
            AddressText.Of(host.Field("address")), host.Field("address", "socket_address", "port_value").Number(),
            health.Field("eds_health_status").Text() is { Length: > 0 } status ? status : "UNKNOWN",
            health.Field("failed_outlier_check").ValueKind == JsonValueKind.True, cluster);
    }

    static string[] Row(Endpoint endpoint)
    {
        var address = endpoint.Address.StartsWith("unix://", StringComparison.Ordinal) ? endpoint.Address : $"{endpoint.Address}:{endpoint.Port}";
        return [address, endpoint.Status, endpoint.IsOutlier ? "FAILED" : "OK", endpoint.Cluster];
    }
}
