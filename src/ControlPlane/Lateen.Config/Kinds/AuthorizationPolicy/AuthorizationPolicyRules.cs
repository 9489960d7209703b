using Istio.Security.V1Beta1;
using Lateen.Config.Reading;
using Action = Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;

namespace Lateen.Config;

/// <summary>What an AuthorizationPolicy must be, beyond its schema.</summary>
static class AuthorizationPolicyRules
{
    public static void Check(AuthorizationPolicy spec, ObjectReport report)
    {
        SharedRules.CheckSelector(spec.Selector?.MatchLabels, "spec.selector.matchLabels", report);
        PolicyTargetRules.Check(spec.Selector, spec.TargetRef, spec.TargetRefs, report);
        CheckAction(spec, report);
        for (var i = 0; i < spec.Rules.Count; i++)
            CheckRule(spec.Rules[i], spec.Action, FieldPath.Item("spec.rules", i), report);
    }

    static void CheckAction(AuthorizationPolicy spec, ObjectReport report)
    {
        if (spec.Action is Action.Deny or Action.Custom && spec.Rules.Count == 0)
        {
            report.Error("spec", $"spec.action {spec.Action.ToString().ToUpperInvariant()} without rules matches no request, so that the policy does nothing",
                "add the rule {} to match every request");
        }

        if (spec.Action == Action.Custom && spec.Provider is not { Name.Length: > 0 })
            report.Error("spec", "spec.provider.name is missing: it names the extension provider that action CUSTOM asks", "name one of MeshConfig's extensionProviders");
        if (spec.Action != Action.Custom && spec.Provider is not null)
            report.Error("spec.provider", "spec.provider has a meaning only with action CUSTOM", "remove it, or set action: CUSTOM");
    }

    static void CheckRule(Rule rule, Action action, string path, ObjectReport report)
    {
        for (var i = 0; i < rule.From.Count; i++)
            PolicySourceRules.Check(rule.From[i].Source, action, $"{FieldPath.Item($"{path}.from", i)}.source", report);
        for (var i = 0; i < rule.To.Count; i++)
            PolicyOperationRules.Check(rule.To[i].Operation, $"{FieldPath.Item($"{path}.to", i)}.operation", report);
        for (var i = 0; i < rule.When.Count; i++)
            PolicyConditionRules.Check(rule.When[i], action, FieldPath.Item($"{path}.when", i), report);
    }
}
