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
    public static List<FilterChain> Chains(ListenerContext context, ChainRole role, in RouteContext routes, VirtualServiceRule rule, CidrRange[]? networks = null)
    {
        var chains = new List<FilterChain>();
        for (var i = 0; i < rule.Spec.Tcp.Count; i++)
        {
            if (Append(context, role, routes, rule, i, networks ?? [], chains))
                break;
        }

        return chains;
    }

    static bool Append(ListenerContext context, ChainRole role, in RouteContext routes, VirtualServiceRule rule, int index, CidrRange[] networks, List<FilterChain> chains)
    {
        var tcp = rule.Spec.Tcp[index];
        var source = rule.Object.At($"spec.tcp[{index}]");
        if (tcp.Match.Count == 0)
        {
            chains.Add(Chain(context, role, routes, rule, tcp.Route, networks, source));
            return true;
        }

        var scope = routes;
        var blocks = tcp.Match.Where(match => RuleScope.Includes(scope, rule.Object.Namespace, match)).ToArray();
        if (blocks.Length == 0)
            return false;
        // One block without networks makes the whole rule one for every network.
        if (blocks.Any(match => match.DestinationSubnets.Count == 0))
        {
            chains.Add(Chain(context, role, routes, rule, tcp.Route, networks, source));
            return true;
        }

        var chain = Chain(context, role, routes, rule, tcp.Route, CidrRanges.Of(blocks.SelectMany(match => match.DestinationSubnets)), source);
        chain.Metadata = null;
        chains.Add(chain);
        return false;
    }

    static FilterChain Chain(
        ListenerContext context, ChainRole role, in RouteContext routes, VirtualServiceRule rule, IReadOnlyList<RouteDestination> destinations,
        IEnumerable<CidrRange> ranges, SourceRef source)
    {
        var chain = new FilterChain
        {
            TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout,
            Metadata = role == ChainRole.Outbound ? IstioMetadata.Config(rule.ConfigPath) : null,
        };
        foreach (var range in ranges)
            (chain.FilterChainMatch ??= new FilterChainMatch()).PrefixRanges.Add(range);

        chain.Filters.AddRange(TcpProxies.ToDestinations(context, role, routes, rule, destinations, source));
        return context.Emitter.Emit(chain, source);
    }
}
