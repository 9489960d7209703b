namespace Lateen.Pilot.Proxies;

/// <summary>What a client writes about itself into spans, and the ports that it has taken.</summary>
/// <param name="CanonicalService">"unknown" without the label.</param>
/// <param name="CanonicalRevision">"latest" without the label.</param>
/// <param name="Cluster">Cluster id.</param>
/// <param name="Mesh">Mesh id.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="StatusPort">0 when not said.</param>
/// <param name="PrometheusPort">0 when not said.</param>
/// <param name="Unprivileged">Whether it may not bind ports below 1024.</param>
/// <param name="HttpProxyPort">Where its workload may use it as an HTTP proxy, on the loopback address; 0 for nowhere.</param>
public sealed record ClientIdentity(
    string CanonicalService, string CanonicalRevision, string Cluster, string Mesh, string Namespace,
    int StatusPort, int PrometheusPort, bool Unprivileged, int HttpProxyPort)
{
    /// <summary>Whether a wildcard listener on the port would collide with one of the client's own.</summary>
    public bool Reserves(int port) =>
        port is Core.ListenerName.OutboundPort or Core.ListenerName.InboundPort || port == StatusPort || port == PrometheusPort;
}
