using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Listeners;

/// <summary>The listener that takes everything sent to the workload: the chains of its ports, and those of ports that no service names.</summary>
static class InboundListener
{
    public static Listener Make(ListenerContext context, InboundScope scope)
    {
        var source = scope.Mtls.Default.Source;
        var listener = new Listener
        {
            Name = ListenerName.VirtualInbound, Address = ListenerParts.At(ListenerParts.Wildcard, ListenerName.InboundPort),
            TrafficDirection = Envoy.Config.Core.V3.TrafficDirection.Inbound, ListenerFiltersTimeout = context.Mesh.ProtocolDetectionTimeout,
            ContinueOnListenerFiltersTimeout = true, MaxConnectionsToAcceptPerSocketEvent = 1,
        };
        listener.FilterChains.Add(BlackHole(context));
        listener.FilterChains.AddRange(InboundChains.Passthrough(context, null, scope.Mtls.Default));
        foreach (var (port, mtls) in ExtraPorts(scope))
            listener.FilterChains.AddRange(InboundChains.Passthrough(context, port, mtls));
        foreach (var target in scope.Targets.Where(IsCaptured))
            listener.FilterChains.AddRange(InboundChains.OfTarget(context, target, scope.Mtls.On(target.TargetPort)));
        listener.ListenerFilters.AddRange(Inspectors(context, scope, listener, source));
        listener.AccessLog.AddRange(AccessLogs.OfRefusedConnections(context.Mesh));
        return context.Emitter.Emit(listener, source);
    }

    /// <summary>The listeners of a Sidecar's ingress that have sockets of their own.</summary>
    public static IEnumerable<Listener> Own(ListenerContext context, InboundScope scope)
    {
        foreach (var target in scope.Targets.Where(target => !IsCaptured(target)))
        {
            var point = target.Ingress!;
            var listener = new Listener
            {
                Name = ListenerName.For(point.Bind, target.TargetPort), Address = ListenerParts.At(point.Bind, target.TargetPort),
                TrafficDirection = Envoy.Config.Core.V3.TrafficDirection.Inbound, ListenerFiltersTimeout = context.Mesh.ProtocolDetectionTimeout,
                ContinueOnListenerFiltersTimeout = true, MaxConnectionsToAcceptPerSocketEvent = 1,
            };
            listener.FilterChains.AddRange(InboundChains.OfTarget(context, target, scope.Mtls.On(target.TargetPort)));
            if (listener.FilterChains.Any(AsksForTls))
                listener.ListenerFilters.Add(ListenerParts.TlsInspector(context, point.Source, ListenerParts.NotOnPort(target.TargetPort)));
            if (listener.FilterChains.Any(AsksForHttp))
                listener.ListenerFilters.Add(ListenerParts.HttpInspector(context, point.Source, ListenerParts.NotOnPort(target.TargetPort)));
            listener.AccessLog.AddRange(AccessLogs.OfRefusedConnections(context.Mesh));
            yield return context.Emitter.Emit(listener, point.Source);
        }
    }

    static bool IsCaptured(InboundTarget target) => target.Ingress is not { IsCaptured: false };

    /// <summary>Ports with a word of their own that no service names.</summary>
    static IEnumerable<KeyValuePair<int, PortMtls>> ExtraPorts(InboundScope scope) =>
        scope.Mtls.Ports.Where(entry => scope.Targets.All(target => target.TargetPort != entry.Key));

    static FilterChain BlackHole(ListenerContext context)
    {
        var source = context.Mesh.At("inboundTrafficPolicy");
        var chain = new FilterChain
        {
            Name = ListenerName.InboundBlackHoleChain, FilterChainMatch = new FilterChainMatch { DestinationPort = ListenerName.InboundPort },
        };
        chain.Filters.AddRange(TcpProxies.ToCluster(context with { Authorization = WorkloadAuthorization.None }, ChainRole.Inbound, ClusterName.BlackHole, isLogged: false, source));
        return context.Emitter.Emit(chain, source);
    }

    /// <summary>
    /// Each inspector is off on the ports where no chain asks for what it finds out, since it waits for bytes that a server-first protocol never
    /// sends, and is left out where it would be off everywhere.
    /// </summary>
    static IEnumerable<ListenerFilter> Inspectors(ListenerContext context, InboundScope scope, Listener listener, SourceRef source)
    {
        yield return ListenerParts.OriginalDestination(context, source);
        if (listener.FilterChains.Any(AsksForTls))
            yield return ListenerParts.TlsInspector(context, source, ListenerParts.OnPorts(PortsWithout(scope, listener, AsksForTls)));
        if (listener.FilterChains.Any(AsksForHttp))
            yield return ListenerParts.HttpInspector(context, source, ListenerParts.OnPorts(PortsWithout(scope, listener, AsksForHttp)));
    }

    static bool AsksForTls(FilterChain chain) => chain.FilterChainMatch.TransportProtocol == ListenerParts.Tls;

    static bool AsksForHttp(FilterChain chain) =>
        chain.FilterChainMatch is { TransportProtocol: ListenerParts.RawBuffer, ApplicationProtocols.Count: > 0 };

    static IEnumerable<int> PortsWithout(InboundScope scope, Listener listener, Func<FilterChain, bool> asks)
    {
        var ports = scope.Targets.Where(IsCaptured).Select(target => target.TargetPort).Concat(ExtraPorts(scope).Select(entry => entry.Key));
        return ports.Where(port => !listener.FilterChains.Any(chain => chain.FilterChainMatch.DestinationPort == port && asks(chain)))
            .Append(ListenerName.InboundPort);
    }
}
