using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Listeners;

/// <summary>
/// A sidecar's listeners for what its workload sends: one that all HTTP services of a port share, one for each address and port of any other service.
/// None of them is bound: <see cref="CaptureListeners"/> hands connections over.
/// </summary>
static class OutboundListeners
{
    /// <summary>Makes a listener of everything that services want of it, the oldest first.</summary>
    public static Listener Make(ListenerContext context, IReadOnlyList<OutboundListener> wanted)
    {
        var first = wanted[0];
        var listener = Skeleton(first);
        if (first.IsBound)
            listener.MaxConnectionsToAcceptPerSocketEvent = 1;
        var http = wanted.FirstOrDefault(one => one.Port.Protocol.IsHttp() || one.Port.Protocol == PortProtocol.Auto);
        if (http is not null)
            listener.FilterChains.Add(HttpChain(context, http, RouteNameOf(http)));
        AddTcp(context, listener, wanted);
        AddDefault(context, listener, wanted, http is not null);
        AddInspectors(context, listener, first.Service.At(first.Port), http is not null);
        return context.Emitter.Emit(listener, [.. wanted.Select(one => one.Service.At(one.Port))]);
    }

    /// <summary>Services that share a port share its routes; one with an address of its own has them for itself.</summary>
    static string RouteNameOf(OutboundListener wanted) =>
        wanted.IsWildcard || wanted.Port.Protocol != PortProtocol.Auto ? RouteName.Sidecar(wanted.Number) : RouteName.Sniffed(wanted.Service.Host.Value, wanted.Number);

    /// <summary>The chains of bytes of all, each condition once: the older service has it.</summary>
    static void AddTcp(ListenerContext context, Listener listener, IReadOnlyList<OutboundListener> wanted)
    {
        var known = new HashSet<FilterChainMatch>();
        foreach (var one in wanted.Where(one => !one.Port.Protocol.IsHttp()))
            listener.FilterChains.AddRange(OutboundTcpChains.Of(context, one).Where(chain => known.Add(chain.FilterChainMatch ?? new FilterChainMatch())));
    }

    /// <summary>
    /// The chain that takes everything is the listener's default as soon as there is another. Where several services may meet, what none of them claims goes
    /// where the connection was going.
    /// </summary>
    static void AddDefault(ListenerContext context, Listener listener, IReadOnlyList<OutboundListener> wanted, bool hasHttp)
    {
        if (listener.FilterChains.Count > 1 && listener.FilterChains.FirstOrDefault(chain => chain.FilterChainMatch is null) is { } all)
        {
            listener.FilterChains.Remove(all);
            listener.DefaultFilterChain = all;
        }
        else if (listener.FilterChains.All(chain => chain.FilterChainMatch is not null) && (wanted[0].IsWildcard || !hasHttp))
        {
            listener.DefaultFilterChain = Passthrough(context);
        }
    }

    static void AddInspectors(ListenerContext context, Listener listener, SourceRef source, bool hasHttp)
    {
        var asksForNames = listener.FilterChains.Any(chain => chain.FilterChainMatch is { ServerNames.Count: > 0 });
        if (asksForNames)
            listener.ListenerFilters.Add(ListenerParts.TlsInspector(context, source));
        if (hasHttp)
            listener.ListenerFilters.Add(ListenerParts.HttpInspector(context, source));
        if (asksForNames || hasHttp)
            listener.ListenerFiltersTimeout = context.Mesh.ProtocolDetectionTimeout;
    }

    static Listener Skeleton(OutboundListener wanted) => new()
    {
        Name = wanted.Name, Address = ListenerParts.At(wanted.Bind, wanted.Number), BindToPort = wanted.IsBound ? null : false,
        TrafficDirection = Envoy.Config.Core.V3.TrafficDirection.Outbound, ListenerFiltersTimeout = new Duration(),
        ContinueOnListenerFiltersTimeout = true,
    };

    static FilterChain HttpChain(ListenerContext context, OutboundListener wanted, string routeName)
    {
        var source = wanted.Service.At(wanted.Port);
        var match = new FilterChainMatch { TransportProtocol = ListenerParts.RawBuffer };
        match.ApplicationProtocols.AddRange(Alpn.PlaintextHttp);
        var chain = new FilterChain { FilterChainMatch = match, TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout };
        chain.Filters.Add(HttpConnectionManagers.WithRds(context, ChainRole.Outbound, $"outbound_{wanted.Name};", routeName, source));
        return context.Emitter.Emit(chain, source);
    }

    /// <summary>Bytes that no service of the port claims.</summary>
    static FilterChain Passthrough(ListenerContext context)
    {
        var source = context.View.Unclaimed.Source;
        var chain = new FilterChain { Name = ListenerName.PassthroughChain, FilterChainMatch = new FilterChainMatch() };
        chain.Filters.AddRange(TcpProxies.ToCluster(context, ChainRole.Outbound, CaptureListeners.Unclaimed(context), isLogged: true, source));
        return context.Emitter.Emit(chain, source);
    }
}
