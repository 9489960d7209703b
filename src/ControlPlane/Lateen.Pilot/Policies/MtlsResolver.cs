using Lateen.Core;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Policies;

/// <summary>Which PeerAuthentication is in force: the workload's over the namespace's over the mesh's, the oldest of each.</summary>
static class MtlsResolver
{
    static readonly PortMtls BuiltIn = new(MtlsMode.Permissive, MeshOptions.Default.At());

    /// <summary>What a namespace's workloads accept unless a policy selects them.</summary>
    /// <param name="rootPolicies">Of the root namespace.</param>
    /// <param name="ownPolicies">Of the namespace; the same when it is the root namespace.</param>
    public static PortMtls OfNamespace(IEnumerable<PeerAuthenticationRule> rootPolicies, IEnumerable<PeerAuthenticationRule> ownPolicies)
    {
        var mesh = Oldest(rootPolicies, policy => policy.Selector is null)?.Over(BuiltIn) ?? BuiltIn;
        return Oldest(ownPolicies, policy => policy.Selector is null)?.Over(mesh) ?? mesh;
    }

    /// <summary>What one workload accepts. Policies with a selector in the root namespace select nothing, as in Istio.</summary>
    public static WorkloadMtls OfWorkload(
        PortMtls namespaceMode, IEnumerable<PeerAuthenticationRule> ownPolicies, bool isRootNamespace, Labels labels)
    {
        var own = isRootNamespace ? null : Oldest(ownPolicies, policy => policy.Selector?.Select(labels) == true);
        if (own is null)
            return new WorkloadMtls(namespaceMode, []);
        var mode = own.Over(namespaceMode);
        return new WorkloadMtls(mode, own.Ports(mode).ToValueList());
    }

    static PeerAuthenticationRule? Oldest(IEnumerable<PeerAuthenticationRule> policies, Func<PeerAuthenticationRule, bool> condition) =>
        policies.Where(condition).Order().FirstOrDefault();
}
