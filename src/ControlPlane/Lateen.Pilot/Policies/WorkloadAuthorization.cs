using Lateen.Pilot.Values;
using Action = Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;

namespace Lateen.Pilot.Policies;

/// <summary>The AuthorizationPolicies that apply to a workload, those of the root namespace first.</summary>
/// <param name="Policies">Of all actions.</param>
public sealed record WorkloadAuthorization(ValueList<AuthorizationPolicyRule> Policies)
{
    /// <summary>No policy: everything is allowed.</summary>
    public static readonly WorkloadAuthorization None = new([]);

    /// <summary>Those of one action.</summary>
    public IReadOnlyList<AuthorizationPolicyRule> Of(Action action) => [.. Policies.Where(policy => policy.Spec.Action == action)];

    /// <summary>The policies that apply, of those of the root namespace and of the workload's own.</summary>
    public static WorkloadAuthorization Of(IEnumerable<AuthorizationPolicyRule> candidates, Core.Labels labels)
    {
        var applying = candidates.Where(policy => policy.AppliesTo(labels)).ToValueList();
        return applying.Count == 0 ? None : new WorkloadAuthorization(applying);
    }
}
