using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.ProxyProtocol.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Networking.V1Alpha3;
using Lateen.Pilot.Parts;

namespace Lateen.Pilot.Clusters;

/// <summary>PROXY protocol towards servers: whatever a connection says begins with the client's address.</summary>
static class ProxyProtocolSockets
{
    const string Name = "envoy.transport_sockets.upstream_proxy_protocol";

    /// <summary>Wraps the cluster's transport sockets, each for itself.</summary>
    public static void Apply(Cluster cluster, TrafficPolicy.Types.ProxyProtocol? settings)
    {
        if (settings is null)
            return;
        if (cluster.TransportSocketMatches.Count == 0)
            cluster.TransportSocket = Around(cluster.TransportSocket ?? Plain(), settings);
        foreach (var match in cluster.TransportSocketMatches)
            match.TransportSocket = Around(match.TransportSocket, settings);
    }

    /// <summary>Istio names it so here, and by its full name elsewhere.</summary>
    static TransportSocket Plain()
    {
        var socket = TlsContexts.Raw();
        socket.Name = "raw_buffer";
        return socket;
    }

    static TransportSocket Around(TransportSocket inner, TrafficPolicy.Types.ProxyProtocol settings) => new()
    {
        Name = Name,
        TypedConfig = Any.Pack(new ProxyProtocolUpstreamTransport
        {
            Config = new ProxyProtocolConfig { Version = (ProxyProtocolConfig.Types.Version)settings.Version }, TransportSocket = inner,
        }),
    };
}
