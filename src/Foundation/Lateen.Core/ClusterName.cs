using System.Globalization;

namespace Lateen.Core;

/// <summary>Which way the traffic of a cluster or listener goes, as seen by the workload.</summary>
public enum TrafficDirection
{
    /// <summary>From the workload.</summary>
    Outbound,

    /// <summary>To the workload.</summary>
    Inbound,
}

/// <summary>
/// The name of a service's cluster, <c>direction|port|subset|host</c>. Tools that read Istio's dumps parse it.
/// Inbound clusters carry the workload's port and neither subset nor host.
/// </summary>
/// <param name="Direction">Outbound or inbound.</param>
/// <param name="Port">1 to 65535: the service's port, or the workload's for inbound.</param>
/// <param name="Subset">Empty for the service as a whole.</param>
/// <param name="Host">The service's FQDN; empty for inbound.</param>
public readonly record struct ClusterName(TrafficDirection Direction, int Port, string Subset, string Host)
{
    /// <summary>Sends on to where the connection was going (sidecars, outbound).</summary>
    public const string Passthrough = "PassthroughCluster";

    /// <summary>Sends on to the workload's own address, for ports that no service describes.</summary>
    public const string InboundPassthrough = "InboundPassthroughCluster";

    /// <summary>Has no endpoints.</summary>
    public const string BlackHole = "BlackHoleCluster";

    /// <summary>The agent's xDS and SDS sockets, and the admin port, in bootstrap.</summary>
    public const string Xds = "xds-grpc", Sds = "sds-grpc", PrometheusStats = "prometheus_stats", AgentStatus = "agent";

    /// <summary>The cluster of a service's port, or of a subset of it.</summary>
    public static ClusterName Outbound(int port, string host, string subset = "") => new(TrafficDirection.Outbound, port, subset, host);

    /// <summary>The cluster of a port of the workload itself.</summary>
    public static ClusterName Inbound(int port) => new(TrafficDirection.Inbound, port, "", "");

    /// <summary>Reads a name of the four-part form; false for the special clusters and for anything else.</summary>
    public static bool TryParse(string text, out ClusterName name)
    {
        name = default;
        if (text.Split('|') is not [("outbound" or "inbound") and var direction, var digits, var subset, var host] || !TryReadPort(digits, out var port))
            return false;
        name = new ClusterName(direction == "outbound" ? TrafficDirection.Outbound : TrafficDirection.Inbound, port, subset, host);
        return true;
    }

    /// <summary>
    /// The server name under which mutual TLS asks for the cluster, <c>outbound_.port_.subset_.host</c>. No part may hold a pipe
    /// on the wire, hence the other separator.
    /// </summary>
    public string Sni => $"{DirectionText}_.{Port}_.{Subset}_.{Host}";

    static bool TryReadPort(string digits, out int port) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535;

    string DirectionText => Direction == TrafficDirection.Outbound ? "outbound" : "inbound";

    /// <summary><c>outbound|9080|v1|reviews.default.svc.cluster.local</c>, <c>inbound|9080||</c>.</summary>
    public override string ToString() => $"{DirectionText}|{Port}|{Subset}|{Host}";
}
