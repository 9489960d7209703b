using Lateen.Cli.Dumps;
using Lateen.Config;
using Lateen.Config.Stores;
using Lateen.Core;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Services;
using Action = Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;

namespace Lateen.Cli.Authorization;

/// <summary>The AuthorizationPolicies that are in force for a workload, rule by rule, in the order in which a proxy asks them.</summary>
internal static class PolicyTable
{
    const int Padding = 3;

    static readonly Action[] Order = [Action.Custom, Action.Audit, Action.Deny, Action.Allow];

    /// <summary>A row for each rule: action, the rule's name as logs have it, and where it is written.</summary>
    public static string Render(ConfigSnapshot mesh, string space, Labels labels)
    {
        var options = mesh.Objects.TryGetValue(MeshOptions.Ref, out var config) ? new MeshOptions(config.As<Istio.Mesh.V1Alpha1.MeshConfig>()) : MeshOptions.Default;
        string[] namespaces = [options.RootNamespace, space];
        var candidates = namespaces.Distinct().SelectMany(name => mesh.Objects.Values.Where(item => item.Kind == Kinds.AuthorizationPolicy && item.Namespace == name)
            .Select(item => new AuthorizationPolicyRule(item)).Order());
        var authorization = WorkloadAuthorization.Of(candidates, labels);
        var rows = new List<string[]> { new[] { "ACTION", "RULE", "WHERE", "" } };
        foreach (var action in Order)
        {
            // Envoy asks the rules of one action in the order of their names.
            foreach (var (name, where, note) in authorization.Of(action).SelectMany(policy => Rules(mesh, policy)).OrderBy(rule => rule.Name, StringComparer.Ordinal))
                rows.Add([action.ToString().ToUpperInvariant(), name, where, note]);
        }

        return authorization.Policies.Count == 0 ? "no policy applies: everything is allowed\n" : TextTable.Render(rows, Padding) + Otherwise(authorization);
    }

    static IEnumerable<(string Name, string Where, string Note)> Rules(ConfigSnapshot mesh, AuthorizationPolicyRule policy)
    {
        var note = policy.IsDryRun ? "dry run: only reports" : policy.Spec.Action == Action.Custom ? $"asks {policy.Spec.Provider?.Name}" : "";
        if (policy.Spec.Rules.Count == 0)
            yield return (policy.RuleName(0), Where(mesh, policy.Object.At()), note.Length > 0 ? note : "has no rules: matches nothing");
        for (var i = 0; i < policy.Spec.Rules.Count; i++)
            yield return (policy.RuleName(i), Where(mesh, policy.Object.At($"spec.rules[{i}]")), note);
    }

    static string Where(ConfigSnapshot mesh, SourceRef part) => mesh.Sources.Locate(part)?.ToString() ?? "-";

    static string Otherwise(WorkloadAuthorization authorization) => authorization.Of(Action.Allow).Any(policy => !policy.IsDryRun)
        ? "what matches none of the ALLOW rules is refused: rbac_access_denied_matched_policy[none]\n"
        : "what matches none of the DENY rules is allowed\n";
}
