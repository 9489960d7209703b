using System.Globalization;
using System.Text;
using System.Text.Json;
using Lateen.Core;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Admin;

/// <summary>Clusters as the protobuf JSON of envoy.admin.v3.Clusters, with the proto's field names; what has its default value is left out.</summary>
internal static class ClustersJson
{
    public static string Write(IEnumerable<ClusterSnapshot> clusters)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, IndentSize = 1 }))
        {
            json.WriteStartObject();
            json.WriteStartArray("cluster_statuses");
            foreach (var cluster in clusters)
                Cluster(json, cluster);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    static void Cluster(Utf8JsonWriter json, ClusterSnapshot cluster)
    {
        json.WriteStartObject();
        json.WriteString("name", cluster.Cluster.Name);
        if (!cluster.Cluster.Config.IsFromBootstrap)
            json.WriteBoolean("added_via_api", value: true);
        json.WriteStartArray("host_statuses");
        foreach (var host in cluster.Hosts)
            Host(json, host);
        json.WriteEndArray();
        json.WriteStartObject("circuit_breakers");
        json.WriteStartArray("thresholds");
        Thresholds(json, RoutingPriority.Default, cluster.Cluster);
        Thresholds(json, RoutingPriority.High, cluster.Cluster);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("observability_name", cluster.Cluster.Config.ObservabilityName);
        json.WriteEndObject();
    }

    static void Thresholds(Utf8JsonWriter json, RoutingPriority priority, Cluster cluster)
    {
        var thresholds = cluster.Breaker(priority).Thresholds;
        json.WriteStartObject();
        if (priority == RoutingPriority.High)
            json.WriteString("priority", "HIGH");
        json.WriteNumber("max_connections", thresholds.MaxConnections);
        json.WriteNumber("max_pending_requests", thresholds.MaxPendingRequests);
        json.WriteNumber("max_requests", thresholds.MaxRequests);
        json.WriteNumber("max_retries", thresholds.MaxRetries);
        json.WriteEndObject();
    }

    static void Host(Utf8JsonWriter json, HostState host)
    {
        json.WriteStartObject();
        json.WritePropertyName("address");
        AddressJson.Write(json, host.Host.Address);
        json.WriteStartArray("stats");
        foreach (var (name, value) in HostFigures.Counters)
            Stat(json, type: null, name, value(host.Host));
        foreach (var (name, value) in HostFigures.Gauges)
            Stat(json, "GAUGE", name, value(host.Host));
        json.WriteEndArray();
        json.WriteStartObject("health_status");
        json.WriteString("eds_health_status", HostFigures.EdsStatus(host));
        if (host.IsEjected)
            json.WriteBoolean("failed_outlier_check", value: true);
        json.WriteEndObject();
        json.WriteNumber("weight", host.Endpoint.Weight);
        OptionalText(json, "hostname", host.Endpoint.Hostname);
        if (host.Priority > 0)
            json.WriteNumber("priority", host.Priority);
        Locality(json, host.Locality);
        json.WriteEndObject();
    }

    // Protobuf's JSON has 64-bit numbers as strings.
    static void Stat(Utf8JsonWriter json, string? type, string name, long value)
    {
        json.WriteStartObject();
        OptionalText(json, "type", type);
        json.WriteString("name", name);
        if (value != 0)
            json.WriteString("value", value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    static void Locality(Utf8JsonWriter json, Locality locality)
    {
        json.WriteStartObject("locality");
        OptionalText(json, "region", locality.Region);
        OptionalText(json, "zone", locality.Zone);
        OptionalText(json, "sub_zone", locality.SubZone);
        json.WriteEndObject();
    }

    static void OptionalText(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }
}
