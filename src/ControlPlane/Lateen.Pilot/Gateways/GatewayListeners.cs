using Envoy.Config.Listener.V3;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Listeners;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Rules;

namespace Lateen.Pilot.Gateways;

/// <summary>A gateway's listeners: one for each address and port that its servers open.</summary>
static class GatewayListeners
{
    const int FirstUnprivilegedPort = 1024;

    /// <summary>The listeners that can be opened, in the order of the servers that need them; one without chains is left out.</summary>
    public static IEnumerable<Listener> Make(ListenerContext context, GatewayScope scope) =>
        from servers in GatewayPlan.Listeners(context.View, scope)
        where !context.Identity.Reserves(servers.Key.Port) && !(context.Identity.Unprivileged && servers.Key.Port < FirstUnprivilegedPort)
        let listener = Make(context, servers.Key.Bind, servers.Key.Port, [.. servers])
        where listener.FilterChains.Count > 0
        select listener;

    static Listener Make(ListenerContext context, string bind, int port, GatewayServer[] servers)
    {
        var listener = new Listener
        {
            Name = ListenerName.For(bind, port), Address = ListenerParts.At(bind, port), MaxConnectionsToAcceptPerSocketEvent = 1,
            TrafficDirection = Envoy.Config.Core.V3.TrafficDirection.Outbound,
        };
        // HTTP without TLS is one chain, whatever the number of servers: their routes are merged.
        if (servers.FirstOrDefault(server => server is { IsHttp: true, Terminates: false }) is { } plain)
            listener.FilterChains.Add(Http(context, plain, listener.Name, servers.Where(server => server is { IsHttp: true, Terminates: false })));
        foreach (var server in servers.Where(server => !(server.IsHttp && !server.Terminates)).OrderByDescending(server => server.IsHttp))
            listener.FilterChains.AddRange(server.IsHttp ? [Http(context, server, listener.Name, [server])] : Tcp(context, server));
        if (servers.Any(server => server.IsTls))
            listener.ListenerFilters.Add(ListenerParts.TlsInspector(context, servers.First(server => server.IsTls).Source));
        listener.AccessLog.AddRange(AccessLogs.OfRefusedConnections(context.Mesh));
        return context.Emitter.Emit(listener, [.. servers.Select(server => server.Source)]);
    }

    static FilterChain Http(ListenerContext context, GatewayServer server, string listener, IEnumerable<GatewayServer> merged)
    {
        SourceRef[] sources = [.. merged.Select(one => one.Source)];
        var chain = Terminating(context, server, isHttp: true);
        chain.Filters.Add(HttpConnectionManagers.WithRds(context, ChainRole.Gateway, $"outbound_{listener};", server.RouteName, sources));
        return context.Emitter.Emit(chain, sources);
    }

    static FilterChain Terminating(ListenerContext context, GatewayServer server, bool isHttp)
    {
        var chain = new FilterChain { TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout };
        if (!server.Terminates)
            return chain;
        chain.TransportSocket = TlsContexts.GatewayServer(server.Spec.Tls, context.Mesh, isHttp, context.Capabilities);
        AddNames(chain, server.Hosts);
        return chain;
    }

    static void AddNames(FilterChain chain, IEnumerable<string> hosts)
    {
        string[] names = [.. hosts.Order(StringComparer.Ordinal)];
        if (names.Length > 0 && !names.Contains("*"))
            (chain.FilterChainMatch ??= new FilterChainMatch()).ServerNames.AddRange(names);
    }

    /// <summary>The chains of a server whose bytes are not HTTP: what rules bound to its Gateway say.</summary>
    static List<FilterChain> Tcp(ListenerContext context, GatewayServer server)
    {
        var routes = new RouteContext(context.View, server.DeclaredPort, server.Gateway.FullName, context.Emitter);
        var chains = new List<FilterChain>();
        foreach (var rule in context.View.GatewayRules(server.Gateway.FullName))
        {
            Hostname[] own = [.. server.HostsFor(rule.Object.Namespace)];
            if (!own.Any(host => rule.Hosts.Any(host.Matches)))
                continue;
            if (server.IsTls && !server.Terminates)
                chains.AddRange(Sni(context, routes, rule, own));
            else if (chains.Count == 0)
                chains.AddRange(Relayed(context, server, routes, rule));
        }

        return chains;
    }

    static IEnumerable<FilterChain> Relayed(ListenerContext context, GatewayServer server, RouteContext routes, VirtualServiceRule rule)
    {
        foreach (var chain in TcpRules.Chains(context, ChainRole.Gateway, routes, rule))
        {
            if (server.Terminates)
            {
                chain.TransportSocket = TlsContexts.GatewayServer(server.Spec.Tls, context.Mesh, isHttp: false, context.Capabilities);
                AddNames(chain, server.Hosts);
                if (context.Capabilities.MetadataExchange && server.Spec.Tls.Mode == ServerTLSSettings.Types.TLSmode.IstioMutual)
                    chain.Filters.Insert(0, TcpProxies.MetadataExchange(context));
            }

            yield return chain;
        }
    }

    /// <summary>TLS that the proxy does not end, told apart by the name asked for.</summary>
    static IEnumerable<FilterChain> Sni(ListenerContext context, RouteContext routes, VirtualServiceRule rule, Hostname[] own)
    {
        for (var i = 0; i < rule.Spec.Tls.Count; i++)
        {
            foreach (var match in rule.Spec.Tls[i].Match.Where(match => RuleScope.Includes(routes, rule.Object.Namespace, match)))
            {
                string[] names = [.. match.SniHosts.Where(name => own.Any(host => host.Matches(Hostname.Of(name))))];
                if (names.Length == 0)
                    continue;
                var source = rule.Object.At($"spec.tls[{i}]");
                var chain = new FilterChain { TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout };
                AddNames(chain, names);
                chain.Filters.AddRange(TcpProxies.ToDestinations(context, ChainRole.Gateway, routes, rule, rule.Spec.Tls[i].Route, source));
                yield return context.Emitter.Emit(chain, source);
            }
        }
    }
}
