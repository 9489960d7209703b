using Istio.Security.V1Beta1;
using Istio.Type.V1Beta1;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Pilot.Policies;

/// <summary>An AuthorizationPolicy.</summary>
/// <param name="Object">The object.</param>
public sealed record AuthorizationPolicyRule(ConfigObject Object) : IComparable<AuthorizationPolicyRule>
{
    const string DryRun = "istio.io/dry-run";

    /// <summary>Its action and rules.</summary>
    public AuthorizationPolicy Spec => Object.As<AuthorizationPolicy>();

    /// <summary>Whether it only reports what it would do.</summary>
    public bool IsDryRun => Object.Annotations.Get(DryRun) is "true" or "True" or "TRUE" or "t" or "T" or "1";

    /// <summary>Whether it applies to a workload of a namespace where it counts.</summary>
    public bool AppliesTo(Labels labels) => PolicyTargets.Select(Spec.Selector, Spec.TargetRef, Spec.TargetRefs, labels);

    /// <summary>The name of one of its rules in statistics, logs and the details of responses.</summary>
    public string RuleName(int rule) => $"ns[{Object.Namespace}]-policy[{Object.Name}]-rule[{rule}]";

    /// <summary>Oldest first, then by name: the order in which Istio lists them.</summary>
    public int CompareTo(AuthorizationPolicyRule? other) => other is null ? -1 : Object.CompareByAge(other.Object);
}
