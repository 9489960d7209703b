using Envoy.Config.Rbac.V3;
using Lateen.Pilot.Policies;
using Action = Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;

namespace Lateen.Pilot.Authorization;

/// <summary>Policies of one action as Envoy's RBAC rules, each rule under a name that says where it comes from.</summary>
static class RbacRules
{
    /// <summary>The rules; null without a policy. A policy without rules is there as one that matches nothing.</summary>
    public static RBAC? Of(IEnumerable<AuthorizationPolicyRule> policies, Action action, RbacTarget target, Func<AuthorizationPolicyRule, int, string> name)
    {
        RBAC? rules = null;
        var translation = new RuleTranslation(target, action == Action.Allow);
        foreach (var policy in policies)
        {
            rules ??= new RBAC { Action = ActionOf(action) };
            for (var i = 0; i < policy.Spec.Rules.Count; i++)
            {
                if (translation.Translate(policy.Spec.Rules[i], policy.Object.Namespace) is { } translated)
                    rules.Policies[name(policy, i)] = translated;
            }

            if (policy.Spec.Rules.Count == 0 && !target.IsProxyless)
                rules.Policies[name(policy, 0)] = Nothing();
        }

        return rules;
    }

    static Policy Nothing() => new()
    {
        Permissions = { new Permission { NotRule = new Permission { Any = true } } }, Principals = { new Principal { NotId = new Principal { Any = true } } },
    };

    static RBAC.Types.Action ActionOf(Action action) => action switch
    {
        Action.Allow => RBAC.Types.Action.Allow,
        Action.Audit => RBAC.Types.Action.Log,
        _ => RBAC.Types.Action.Deny,
    };
}
