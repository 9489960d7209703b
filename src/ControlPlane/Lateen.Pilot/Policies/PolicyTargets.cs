using Istio.Type.V1Beta1;
using Lateen.Core;

namespace Lateen.Pilot.Policies;

/// <summary>Which workloads a policy applies to.</summary>
static class PolicyTargets
{
    /// <summary>Kubernetes' Gateway API names the pods of a Gateway so.</summary>
    const string GatewayLabel = "gateway.networking.k8s.io/gateway-name";

    /// <summary>By the objects that the policy names, else by its selector, else all.</summary>
    public static bool Select(WorkloadSelector? selector, PolicyTargetReference? target, IReadOnlyCollection<PolicyTargetReference> targets, Labels labels)
    {
        if (target is not null || targets.Count > 0)
            return targets.Append(target).Any(one => one is { Kind: "Gateway" } && one.Name == labels.Get(GatewayLabel));
        return selector is not { MatchLabels.Count: > 0 } || Labels.Of(selector.MatchLabels).Select(labels);
    }
}
