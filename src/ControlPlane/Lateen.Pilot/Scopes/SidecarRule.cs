using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Pilot.Scopes;

/// <summary>A Sidecar.</summary>
/// <param name="Object">The object.</param>
public sealed record SidecarRule(ConfigObject Object) : IComparable<SidecarRule>
{
    /// <summary>What it says.</summary>
    public Sidecar Spec => Object.As<Sidecar>();

    /// <summary>Selects workloads; null for a whole namespace, or the mesh.</summary>
    public Labels? Selector => Spec.WorkloadSelector is { Labels.Count: > 0 } selector ? Labels.Of(selector.Labels) : null;

    /// <summary>Oldest first, then by name: the first of a level is the one in force.</summary>
    public int CompareTo(SidecarRule? other) => other is null ? -1 : Object.CompareByAge(other.Object);
}
