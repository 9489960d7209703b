using Envoy.Config.Listener.V3;
using Envoy.Config.Rbac.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Provenance;
using Action = Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;
using HttpRbac = Envoy.Extensions.Filters.Http.Rbac.V3.RBAC;
using NetworkRbac = Envoy.Extensions.Filters.Network.Rbac.V3.RBAC;

namespace Lateen.Pilot.Authorization;

/// <summary>
/// A workload's AuthorizationPolicies as filters: one for each action, in the order AUDIT, DENY, ALLOW, those of dry runs as its shadow rules. Policies of
/// action CUSTOM come before authentication.
/// </summary>
static class RbacFilters
{
    const string HttpName = "envoy.filters.http.rbac", NetworkName = "envoy.filters.network.rbac", TcpStatPrefix = "tcp.";

    const string DryRunAllow = "istio_dry_run_allow_", DryRunDeny = "istio_dry_run_deny_";

    static readonly Action[] Order = [Action.Audit, Action.Deny, Action.Allow];

    /// <summary>HTTP filters behind authentication.</summary>
    public static IEnumerable<HttpFilter> Http(WorkloadAuthorization authorization, RbacTarget target, Emitter emitter) =>
        Order.Select(action => authorization.Of(action)).Where(policies => policies.Count > 0).Select(policies => Http(Read(policies, target), emitter));

    /// <summary>HTTP filters before authentication.</summary>
    public static IEnumerable<HttpFilter> CustomHttp(WorkloadAuthorization authorization, RbacTarget target, Emitter emitter)
    {
        if (authorization.Of(Action.Custom) is { Count: > 0 } policies)
            yield return Http(RefuseUnresolved(policies, target), emitter);
    }

    /// <summary>Network filters, those of action CUSTOM first.</summary>
    public static IEnumerable<Filter> Network(WorkloadAuthorization authorization, RbacTarget target, Emitter emitter)
    {
        if (authorization.Of(Action.Custom) is { Count: > 0 } custom)
            yield return Network(RefuseUnresolved(custom, target with { IsTcp = true }), emitter);
        foreach (var policies in Order.Select(action => authorization.Of(action)).Where(policies => policies.Count > 0))
            yield return Network(Read(policies, target with { IsTcp = true }), emitter);
    }

    /// <summary>Filters of a gRPC server, which knows only DENY and ALLOW, and no dry runs: as Istio does, their rules count like others.</summary>
    public static IEnumerable<HttpFilter> Proxyless(WorkloadAuthorization authorization, RbacTarget target, Emitter emitter)
    {
        foreach (var (action, name) in new[] { (Action.Deny, $"{HttpName}.DENY"), (Action.Allow, HttpName) })
        {
            var policies = authorization.Of(action);
            var rules = RbacRules.Of(policies, action, target with { IsProxyless = true }, (policy, rule) => $"{policy.Object.Namespace}-{policy.Object.Name}-{rule}");
            if (rules is { Policies.Count: > 0 })
                yield return emitter.Emit(new HttpFilter { Name = name, TypedConfig = Any.Pack(new HttpRbac { Rules = rules }) }, Sources(policies));
        }
    }

    static HttpFilter Http(Rules rules, Emitter emitter)
    {
        var message = new HttpRbac { Rules = rules.Enforced, ShadowRules = rules.DryRun, ShadowRulesStatPrefix = rules.ShadowPrefix };
        return emitter.Emit(new HttpFilter { Name = HttpName, TypedConfig = Any.Pack(message) }, rules.Sources);
    }

    static Filter Network(Rules rules, Emitter emitter)
    {
        var message = new NetworkRbac { Rules = rules.Enforced, ShadowRules = rules.DryRun, ShadowRulesStatPrefix = rules.ShadowPrefix, StatPrefix = TcpStatPrefix };
        return emitter.Emit(new Filter { Name = NetworkName, TypedConfig = Any.Pack(message) }, rules.Sources);
    }

    static Rules Read(IReadOnlyList<AuthorizationPolicyRule> policies, RbacTarget target)
    {
        var action = policies[0].Spec.Action;
        var dryRun = RbacRules.Of(policies.Where(policy => policy.IsDryRun), action, target, static (policy, rule) => policy.RuleName(rule));
        return new Rules(
            RbacRules.Of(policies.Where(policy => !policy.IsDryRun), action, target, static (policy, rule) => policy.RuleName(rule)), dryRun,
            dryRun is { Action: RBAC.Types.Action.Deny } ? DryRunDeny : dryRun is { Action: RBAC.Types.Action.Log } ? "" : DryRunAllow, Sources(policies));
    }

    /// <summary>Nobody can ask a provider that is not known: what it would judge is refused.</summary>
    static Rules RefuseUnresolved(IReadOnlyList<AuthorizationPolicyRule> policies, RbacTarget target) => new(
        RbacRules.Of(policies, Action.Deny, target, (policy, rule) =>
            $"istio-ext-authz-{policy.Spec.Provider?.Name}-{policy.RuleName(rule)}-deny-due-to-bad-CUSTOM-action"),
        null, "", Sources(policies));

    static SourceRef[] Sources(IReadOnlyList<AuthorizationPolicyRule> policies) => [.. policies.Select(policy => policy.Object.At("spec"))];

    sealed record Rules(RBAC? Enforced, RBAC? DryRun, string ShadowPrefix, SourceRef[] Sources);
}
