using Istio.Networking.V1Alpha3;
using Lateen.Core;

namespace Lateen.Pilot.Routes;

/// <summary>Which match blocks of a rule concern a client, its gateway and its listener at all.</summary>
static class RuleScope
{
    /// <summary>An HTTP block. One that names gateways is not asked about the source.</summary>
    public static bool Includes(in RouteContext context, string ruleNamespace, HTTPMatchRequest match) =>
        Includes(context, ruleNamespace, match.Port, match.Gateways, match.SourceLabels, match.SourceNamespace);

    /// <summary>A TCP block.</summary>
    public static bool Includes(in RouteContext context, string ruleNamespace, L4MatchAttributes match) =>
        Includes(context, ruleNamespace, match.Port, match.Gateways, match.SourceLabels, match.SourceNamespace);

    /// <summary>A TLS block.</summary>
    public static bool Includes(in RouteContext context, string ruleNamespace, TLSMatchAttributes match) =>
        Includes(context, ruleNamespace, match.Port, match.Gateways, match.SourceLabels, match.SourceNamespace);

    static bool Includes(
        in RouteContext context, string ruleNamespace, uint port, IList<string> gateways, IDictionary<string, string> labels, string sourceNamespace)
    {
        if (port != 0 && port != context.ListenPort)
            return false;
        if (gateways.Count > 0)
            return Contains(gateways, ruleNamespace, context.Gateway);
        return Labels.Of(labels).Select(context.View.Scope.Source)
            && (sourceNamespace.Length == 0 || sourceNamespace == context.View.Scope.Namespace);
    }

    static bool Contains(IList<string> gateways, string ruleNamespace, string wanted) =>
        gateways.Any(name => Rules.VirtualServiceRule.Gateway(name, ruleNamespace) == wanted);
}
