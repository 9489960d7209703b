using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Parts;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Rules;

namespace Lateen.Pilot.Listeners;

/// <summary>A VirtualService's TLS rules as filter chains of a sidecar: TLS that the proxy does not end, told apart by the name asked for.</summary>
static class TlsRules
{
    /// <param name="context">What the listener is made for.</param>
    /// <param name="routes">Which blocks concern it.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="networks">Of the service; what a block says of networks counts before them.</param>
    public static List<FilterChain> Chains(ListenerContext context, in RouteContext routes, VirtualServiceRule rule, CidrRange[] networks)
    {
        var chains = new List<FilterChain>();
        for (var i = 0; i < rule.Spec.Tls.Count; i++)
        {
            foreach (var match in rule.Spec.Tls[i].Match)
            {
                if (RuleScope.Includes(routes, rule.Object.Namespace, match))
                    chains.Add(Chain(context, routes, rule, i, match, networks));
            }
        }

        return chains;
    }

    static FilterChain Chain(ListenerContext context, in RouteContext routes, VirtualServiceRule rule, int index, TLSMatchAttributes match, CidrRange[] networks)
    {
        var source = rule.Object.At($"spec.tls[{index}]");
        var chain = new FilterChain
        {
            TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout, Metadata = IstioMetadata.Config(rule.ConfigPath),
            FilterChainMatch = new FilterChainMatch { ServerNames = { match.SniHosts.Order(StringComparer.Ordinal) } },
        };
        chain.FilterChainMatch.PrefixRanges.AddRange(match.DestinationSubnets.Count > 0 ? CidrRanges.Of(match.DestinationSubnets) : networks);
        chain.Filters.AddRange(TcpProxies.ToDestinations(context, ChainRole.Outbound, routes, rule, rule.Spec.Tls[index].Route, source));
        return context.Emitter.Emit(chain, source);
    }
}
