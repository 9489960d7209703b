using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Rules;

namespace Lateen.Pilot.Listeners;

/// <summary>A VirtualService's TCP rules as filter chains: the first rule that matches everything ends the list.</summary>
static class TcpRules
{
    public static List<FilterChain> Chains(ListenerContext context, ChainRole role, in RouteContext routes, VirtualServiceRule rule)
    {
        var chains = new List<FilterChain>();
        for (var i = 0; i < rule.Spec.Tcp.Count; i++)
        {
            if (Append(context, role, routes, rule, i, chains))
                break;
        }

        return chains;
    }

    static bool Append(ListenerContext context, ChainRole role, in RouteContext routes, VirtualServiceRule rule, int index, List<FilterChain> chains)
    {
        var tcp = rule.Spec.Tcp[index];
        var source = rule.Object.At($"spec.tcp[{index}]");
        if (tcp.Match.Count == 0)
        {
            chains.Add(Chain(context, role, routes, rule, tcp.Route, [], source));
            return true;
        }

        foreach (var match in tcp.Match)
        {
            if (!RuleScope.Includes(routes, rule.Object.Namespace, match))
                continue;
            chains.Add(Chain(context, role, routes, rule, tcp.Route, match.DestinationSubnets, source));
            if (match.DestinationSubnets.Count == 0)
                return true;
        }

        return false;
    }

    static FilterChain Chain(
        ListenerContext context, ChainRole role, in RouteContext routes, VirtualServiceRule rule, IReadOnlyList<RouteDestination> destinations,
        IReadOnlyCollection<string> subnets, SourceRef source)
    {
        var chain = new FilterChain
        {
            TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout,
            Metadata = role == ChainRole.Outbound ? IstioMetadata.Config(rule.ConfigPath) : null,
        };
        foreach (var subnet in subnets)
        {
            if (Cidr.TryParse(subnet, out var cidr))
                (chain.FilterChainMatch ??= new FilterChainMatch()).PrefixRanges.Add(Range(cidr));
        }

        chain.Filters.AddRange(TcpProxies.ToDestinations(context, role, routes, rule, destinations, source));
        return context.Emitter.Emit(chain, source);
    }

    static CidrRange Range(Cidr cidr) => new() { AddressPrefix = cidr.Network.ToString(), PrefixLen = (uint)cidr.PrefixLength };
}
