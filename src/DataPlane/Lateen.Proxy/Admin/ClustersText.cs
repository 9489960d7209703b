using System.Globalization;
using System.Text;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Admin;

/// <summary>Clusters as Envoy's lines <c>cluster::host::field::value</c>.</summary>
internal static class ClustersText
{
    public static string Write(IEnumerable<ClusterSnapshot> clusters)
    {
        var text = new StringBuilder();
        foreach (var cluster in clusters)
        {
            var name = cluster.Cluster.Name;
            Line(text, name, "observability_name", cluster.Cluster.Config.ObservabilityName);
            Thresholds(text, name, "default_priority", cluster.Cluster.Breaker(RoutingPriority.Default).Thresholds);
            Thresholds(text, name, "high_priority", cluster.Cluster.Breaker(RoutingPriority.High).Thresholds);
            Line(text, name, "added_via_api", cluster.Cluster.Config.IsFromBootstrap ? "false" : "true");
            foreach (var host in cluster.Hosts)
                Host(text, $"{name}::{host.Host.AddressText}", host);
        }

        return text.ToString();
    }

    static void Thresholds(StringBuilder text, string name, string priority, CircuitBreakerThresholds thresholds)
    {
        Line(text, name, $"{priority}::max_connections", thresholds.MaxConnections);
        Line(text, name, $"{priority}::max_pending_requests", thresholds.MaxPendingRequests);
        Line(text, name, $"{priority}::max_requests", thresholds.MaxRequests);
        Line(text, name, $"{priority}::max_retries", thresholds.MaxRetries);
    }

    static void Host(StringBuilder text, string prefix, HostState host)
    {
        foreach (var (name, value) in HostFigures.Counters.Concat(HostFigures.Gauges).OrderBy(figure => figure.Name, StringComparer.Ordinal))
            Line(text, prefix, name, value(host.Host));
        Line(text, prefix, "hostname", host.Endpoint.Hostname);
        Line(text, prefix, "health_flags", HostFigures.HealthFlags(host));
        Line(text, prefix, "weight", host.Endpoint.Weight);
        Line(text, prefix, "region", host.Locality.Region);
        Line(text, prefix, "zone", host.Locality.Zone);
        Line(text, prefix, "sub_zone", host.Locality.SubZone);
        Line(text, prefix, "canary", "false");
        Line(text, prefix, "priority", host.Priority);
        Line(text, prefix, "success_rate", -1);
        Line(text, prefix, "local_origin_success_rate", -1);
    }

    static void Line<T>(StringBuilder text, string prefix, string name, T value) => text.Append(CultureInfo.InvariantCulture, $"{prefix}::{name}::{value}\n");
}
