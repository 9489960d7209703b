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
    public bool AppliesTo(Labels labels) => PolicyTargets.Select(
        Spec.Selector, Spec.TargetRef is { } target ? [target, .. Spec.TargetRefs] : Spec.TargetRefs, labels);

    /// <summary>Oldest first, then by name: the order in which Istio lists them.</summary>
    public int CompareTo(AuthorizationPolicyRule? other)
    {
        if (other is null)
            return -1;
        var order = Object.Metadata.CreationTimestamp.CompareTo(other.Object.Metadata.CreationTimestamp);
        return order != 0 ? order : Object.Ref.CompareTo(other.Object.Ref);
    }
}
