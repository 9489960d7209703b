using Istio.Type.V1Beta1;
using Lateen.Config.Reading;

namespace Lateen.Config;

/// <summary>What a policy may be attached to: workloads by a selector, or objects that it names, never both.</summary>
static class PolicyTargetRules
{
    const int MaxTargets = 16;

    static readonly (string Group, string Kind)[] Known =
        [("gateway.networking.k8s.io", "Gateway"), ("gateway.networking.k8s.io", "GatewayClass"), ("", "Service"), ("networking.istio.io", "ServiceEntry")];

    public static void Check(WorkloadSelector? selector, PolicyTargetReference? single, IReadOnlyList<PolicyTargetReference> several, ObjectReport report)
    {
        var ways = (selector is null ? 0 : 1) + (single is null ? 0 : 1) + (several.Count == 0 ? 0 : 1);
        if (ways > 1)
            report.Error("spec", "spec has more than one of selector, targetRef and targetRefs", "keep the one that says where the policy applies");
        if (several.Count > MaxTargets)
            report.Error("spec.targetRefs", $"spec.targetRefs has {several.Count} entries; at most {MaxTargets} are allowed");
        if (single is not null)
            Check(single, "spec.targetRef", report);
        for (var i = 0; i < several.Count; i++)
            Check(several[i], FieldPath.Item("spec.targetRefs", i), report);
    }

    static void Check(PolicyTargetReference target, string path, ObjectReport report)
    {
        if (target.Name.Length == 0)
            report.Error(path, $"{path}.name is missing");
        if (target.Namespace.Length > 0)
            report.Error($"{path}.namespace", $"{path}.namespace must not be set: a policy applies in its own namespace");
        var group = target.Group == "core" ? "" : target.Group;
        if (!Known.Contains((group, target.Kind)))
            report.Error(path, $"{path} names a {Quoting.Short(target.Kind)} of group \"{Quoting.Short(target.Group)}\"", "policies apply to Gateway, GatewayClass, Service or ServiceEntry");
        else if (target.Kind != "Gateway")
            report.Warning(path, $"{path} names a {target.Kind}, which has an effect only at waypoints; there are none yet");
    }
}
