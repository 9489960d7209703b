using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Listeners;

/// <summary>
/// A sidecar's listeners for what its workload sends: one that all HTTP services of a port share, one for each address and port of any other service.
/// None of them is bound: <see cref="CaptureListeners"/> hands connections over.
/// </summary>
static class OutboundListeners
{
    /// <summary>The listeners that a service needs.</summary>
    /// <param name="view">The mesh as the proxy sees it.</param>
    /// <param name="identity">Tells the ports that the proxy has taken itself.</param>
    /// <param name="service">The service.</param>
    /// <param name="ownAddress">The workload's address.</param>
    public static IEnumerable<OutboundListener> Needed(IScopeView view, ClientIdentity identity, Service service, string ownAddress)
    {
        if (service.Resolution == Resolution.Alias)
            return [];
        return from port in service.Ports
               where port.Protocol != PortProtocol.Udp
               from bind in Binds(view, identity, service, port, ownAddress)
               select new OutboundListener(service, port, bind);
    }

    /// <summary>Makes one of them.</summary>
    public static Listener Make(ListenerContext context, OutboundListener listener)
    {
        var protocol = context.Capabilities.Treat(listener.Port.Protocol);
        return protocol.IsHttp() ? Shared(context, listener.Service, listener.Port) : Own(context, listener.Service, listener.Port, listener.Bind, protocol);
    }

    static IEnumerable<string> Binds(IScopeView view, ClientIdentity identity, Service service, ServicePort port, string ownAddress)
    {
        if (view.Scope.Capabilities.Treat(port.Protocol).IsHttp())
            return identity.Reserves(port.Number) ? [] : [ListenerParts.Wildcard];
        return service.Address is { } address ? [address] : InstanceAddresses(view, service, port, ownAddress);
    }

    /// <summary>A headless service is reached at its pods' own addresses.</summary>
    static IEnumerable<string> InstanceAddresses(IScopeView view, Service service, ServicePort port, string ownAddress) =>
        view.Endpoints(service).Where(endpoint => endpoint.PortName == port.Name && endpoint.Address != ownAddress)
            .Select(endpoint => endpoint.Address).Distinct();

    static Listener Shared(ListenerContext context, Service service, ServicePort port)
    {
        var listener = Skeleton(ListenerParts.Wildcard, port);
        var chain = HttpChain(context, ListenerParts.Wildcard, port, RouteName.Sidecar(port.Number), service.At(port));
        listener.FilterChains.Add(chain);
        listener.DefaultFilterChain = Passthrough(context);
        return WithHttpInspector(context, listener, service.At(port));
    }

    static Listener Own(ListenerContext context, Service service, ServicePort port, string bind, PortProtocol protocol)
    {
        var listener = Skeleton(bind, port);
        var chains = TcpChains(context, service, port);
        if (protocol != PortProtocol.Auto)
        {
            AddChains(listener, chains);
            return context.Emitter.Emit(listener, service.At(port));
        }

        listener.FilterChains.Add(HttpChain(context, bind, port, RouteName.Sniffed(service.Host.Value, port.Number), service.At(port)));
        AddChains(listener, chains);
        return WithHttpInspector(context, listener, service.At(port));
    }

    /// <summary>The chain that takes everything is the listener's default as soon as there is another.</summary>
    static void AddChains(Listener listener, List<FilterChain> chains)
    {
        foreach (var chain in chains)
        {
            if (chain.FilterChainMatch is null && (listener.FilterChains.Count > 0 || chains.Count > 1))
                listener.DefaultFilterChain = chain;
            else
                listener.FilterChains.Add(chain);
        }
    }

    static Listener WithHttpInspector(ListenerContext context, Listener listener, SourceRef source)
    {
        listener.ListenerFilters.Add(ListenerParts.HttpInspector(context, source));
        return context.Emitter.Emit(listener, source);
    }

    static Listener Skeleton(string bind, ServicePort port) => new()
    {
        Name = ListenerName.For(bind, port.Number), Address = ListenerParts.At(bind, port.Number), BindToPort = false,
        TrafficDirection = Envoy.Config.Core.V3.TrafficDirection.Outbound, ListenerFiltersTimeout = new Duration(),
        ContinueOnListenerFiltersTimeout = true,
    };

    static FilterChain HttpChain(ListenerContext context, string bind, ServicePort port, string routeName, SourceRef source)
    {
        var match = new FilterChainMatch { TransportProtocol = ListenerParts.RawBuffer };
        match.ApplicationProtocols.AddRange(ChainProtocols.Plaintext(context.Capabilities));
        var chain = new FilterChain { FilterChainMatch = match, TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout };
        var prefix = $"outbound_{ListenerName.For(bind, port.Number)};";
        chain.Filters.Add(HttpConnectionManagers.WithRds(context, ChainRole.Outbound, prefix, routeName, source));
        return context.Emitter.Emit(chain, source);
    }

    /// <summary>Bytes that are not HTTP on a port of HTTP services.</summary>
    static FilterChain Passthrough(ListenerContext context)
    {
        var source = context.Mesh.At("outboundTrafficPolicy");
        var chain = new FilterChain { Name = ListenerName.PassthroughChain, FilterChainMatch = new FilterChainMatch() };
        chain.Filters.AddRange(TcpProxies.ToCluster(context, ChainRole.Outbound, CaptureListeners.Unclaimed(context), isLogged: true, source));
        return context.Emitter.Emit(chain, source);
    }

    static List<FilterChain> TcpChains(ListenerContext context, Service service, ServicePort port)
    {
        var routes = new RouteContext(context.View, port.Number, VirtualServiceRule.MeshGateway, context.Emitter);
        foreach (var rule in context.View.MeshRules.Where(rule => rule.Hosts.Any(host => service.Host.SubsetOf(host))))
        {
            if (TcpRules.Chains(context, ChainRole.Outbound, routes, rule) is { Count: > 0 } chains)
                return chains;
        }

        var chain = new FilterChain { TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout };
        chain.Filters.AddRange(TcpProxies.ToService(context, ClusterName.Outbound(port.Number, service.Host.Value), routes, service.At(port)));
        return [context.Emitter.Emit(chain, service.At(port))];
    }
}
