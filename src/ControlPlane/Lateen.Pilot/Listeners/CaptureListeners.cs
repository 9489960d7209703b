using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Lateen.Core;
using Lateen.Pilot.Parts;

namespace Lateen.Pilot.Listeners;

/// <summary>The listener that takes everything the workload sends, and hands it to the listener of where it was going.</summary>
static class CaptureListeners
{
    /// <summary>Connections to the port itself would come back for ever: they end in the black hole.</summary>
    public static Listener Outbound(ListenerContext context)
    {
        var source = context.Mesh.At("outboundTrafficPolicy");
        var listener = new Listener
        {
            Name = ListenerName.VirtualOutbound, Address = ListenerParts.At(ListenerParts.Wildcard, ListenerName.OutboundPort), UseOriginalDst = true,
            TrafficDirection = Envoy.Config.Core.V3.TrafficDirection.Outbound, MaxConnectionsToAcceptPerSocketEvent = 1,
        };
        var blackHole = new FilterChain
        {
            Name = ListenerName.OutboundBlackHoleChain, FilterChainMatch = new FilterChainMatch { DestinationPort = ListenerName.OutboundPort },
        };
        blackHole.Filters.AddRange(TcpProxies.ToCluster(context, ChainRole.Outbound, ClusterName.BlackHole, isLogged: false, source));
        listener.FilterChains.Add(context.Emitter.Emit(blackHole, source));
        var catchAll = new FilterChain { Name = ListenerName.OutboundCatchAllChain };
        catchAll.Filters.AddRange(TcpProxies.ToCluster(context, ChainRole.Outbound, Unclaimed(context), isLogged: true, source));
        listener.FilterChains.Add(context.Emitter.Emit(catchAll, source));
        listener.AccessLog.AddRange(AccessLogs.OfRefusedConnections(context.Mesh));
        return context.Emitter.Emit(listener, source);
    }

    /// <summary>The cluster of traffic that no service claims.</summary>
    public static string Unclaimed(ListenerContext context) => context.View.Unclaimed.Cluster;
}
