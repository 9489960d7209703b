using Istio.Security.V1Beta1;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What a PeerAuthentication must be, beyond its schema.</summary>
static class PeerAuthenticationRules
{
    public static void Check(PeerAuthentication spec, ObjectReport report)
    {
        SharedRules.CheckSelector(spec.Selector?.MatchLabels, "spec.selector.matchLabels", report);
        if (spec.PortLevelMtls.Count > 0 && spec.Selector is not { MatchLabels.Count: > 0 })
            report.Error("spec.portLevelMtls", "spec.portLevelMtls needs a selector: ports belong to workloads", "add spec.selector.matchLabels");
        foreach (var port in spec.PortLevelMtls.Keys)
            SharedRules.CheckPort(port, FieldPath.Field("spec.portLevelMtls", port.ToString()), report);
    }
}
