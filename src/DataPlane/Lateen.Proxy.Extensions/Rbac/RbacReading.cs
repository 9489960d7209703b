using Envoy.Config.Rbac.V3;
using Lateen.Proxy.Authorization;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Rbac;

/// <summary>Reads the rules of RBAC filters.</summary>
static class RbacReading
{
    /// <summary>The engine of a filter.</summary>
    /// <param name="rules">What is enforced; null for nothing.</param>
    /// <param name="shadow">What only reports; null for nothing.</param>
    /// <param name="shadowPrefix">shadow_rules_stat_prefix.</param>
    /// <param name="filter">The filter's canonical name, under which verdicts are kept.</param>
    /// <param name="scope">For the counters.</param>
    /// <param name="at">Where the filter is.</param>
    public static RbacEngine ReadEngine(RBAC? rules, RBAC? shadow, string shadowPrefix, string filter, StatsScope scope, FieldPath at) => new(
        rules is null ? null : new RbacVerdicts(Read(rules, at["rules"]), filter, "enforced_effective_policy_id", "enforced_engine_result"),
        shadow is null ? null : new RbacVerdicts(Read(shadow, at["shadow_rules"]), filter, $"{shadowPrefix}shadow_effective_policy_id", $"{shadowPrefix}shadow_engine_result"),
        RbacStats.Register(scope, shadowPrefix));

    static RbacRules Read(RBAC rules, FieldPath at)
    {
        if (rules.AuditLoggingOptions is { LoggerConfigs.Count: > 0 })
            at["audit_logging_options"].FailUnsupported("an audit logger");
        return new RbacRules((RbacAction)rules.Action, rules.Policies.Select(entry => Read(entry.Key, entry.Value, at[$"policies[{entry.Key}]"])));
    }

    static RbacPolicy Read(string name, Policy policy, FieldPath at)
    {
        if (policy.Condition is not null || policy.CheckedCondition is not null)
            at["condition"].FailUnsupported("a condition in CEL");
        return new RbacPolicy(
            name,
            new RbacAnyOf([.. policy.Permissions.Select((permission, i) => PermissionReading.Read(permission, at["permissions", i]))]),
            new RbacAnyOf([.. policy.Principals.Select((principal, i) => PrincipalReading.Read(principal, at["principals", i]))]));
    }
}
