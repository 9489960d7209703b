using Istio.Security.V1Beta1;
using Istio.Type.V1Beta1;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Pilot.Policies;

/// <summary>A RequestAuthentication.</summary>
/// <param name="Object">The object.</param>
public sealed record RequestAuthenticationRule(ConfigObject Object) : IComparable<RequestAuthenticationRule>
{
    /// <summary>Its rules.</summary>
    public RequestAuthentication Spec => Object.As<RequestAuthentication>();

    /// <summary>Whether it applies to a workload of a namespace where it counts.</summary>
    public bool AppliesTo(Labels labels) => PolicyTargets.Select(Spec.Selector, Spec.TargetRef, Spec.TargetRefs, labels);

    /// <summary>Oldest first, then by name: the order in which Istio lists them.</summary>
    public int CompareTo(RequestAuthenticationRule? other) => other is null ? -1 : Object.CompareByAge(other.Object);
}
