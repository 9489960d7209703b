using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Listeners;

/// <summary>The chains of a service whose bytes are not HTTP: what rules say of its port, else one to the service itself.</summary>
static class OutboundTcpChains
{
    public static List<FilterChain> Of(ListenerContext context, OutboundListener wanted)
    {
        var (service, port) = (wanted.Service, wanted.Port);
        var routes = new RouteContext(context.View, port.Number, VirtualServiceRule.MeshGateway, context.Emitter);
        var networks = Networks(wanted).ToArray();
        var rules = context.View.RulesAt(port.Number).Where(rule => rule.Hosts.Any(host => service.Host.SubsetOf(host))).ToArray();
        List<FilterChain> chains = [.. rules.SelectMany(rule => TlsRules.Chains(context, routes, rule, networks))];
        var isTls = chains.Count > 0;
        foreach (var rule in rules)
            chains.AddRange(TcpRules.Chains(context, ChainRole.Outbound, routes, rule, networks));
        var own = Match(wanted, networks);
        if (isTls || chains.Any(chain => Equals(chain.FilterChainMatch, own)))
            return chains;
        chains.Add(ToService(context, wanted, routes, own));
        return chains;
    }

    static FilterChain ToService(ListenerContext context, OutboundListener wanted, in RouteContext routes, FilterChainMatch? match)
    {
        var source = wanted.Service.At(wanted.Port);
        var chain = new FilterChain { TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout, FilterChainMatch = match };
        chain.Filters.AddRange(TcpProxies.ToService(context, ClusterName.Outbound(wanted.Port.Number, wanted.Service.Host.Value), routes, source));
        return context.Emitter.Emit(chain, source);
    }

    /// <summary>A service without an address is told apart by the name that TLS asks for, where it is TLS.</summary>
    static FilterChainMatch? Match(OutboundListener wanted, CidrRange[] networks)
    {
        if (networks.Length > 0)
            return new FilterChainMatch { PrefixRanges = { networks } };
        var isTls = wanted.Port.Protocol is PortProtocol.Tls or PortProtocol.Https;
        return isTls && wanted.IsWildcard ? new FilterChainMatch { ServerNames = { wanted.Service.Host.Value } } : null;
    }

    static IEnumerable<CidrRange> Networks(OutboundListener wanted)
    {
        foreach (var network in wanted.Networks)
        {
            if (Cidr.TryParse(network, out var cidr))
                yield return CidrRanges.Of(cidr);
        }
    }
}
