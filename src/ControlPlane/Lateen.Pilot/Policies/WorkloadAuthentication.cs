using Lateen.Pilot.Values;

namespace Lateen.Pilot.Policies;

/// <summary>Whose tokens a workload takes, sorted by issuer, as in Istio.</summary>
/// <param name="Rules">Those of all policies that apply.</param>
public sealed record WorkloadAuthentication(ValueList<TokenRule> Rules)
{
    /// <summary>Nobody's: tokens are not looked at.</summary>
    public static readonly WorkloadAuthentication None = new([]);

    /// <summary>The rules of the policies that apply, of those of the root namespace and of the workload's own.</summary>
    /// <param name="candidates">Policies, those of the root namespace first.</param>
    /// <param name="labels">The workload's.</param>
    /// <param name="keySets">What was fetched; null for what was not.</param>
    public static WorkloadAuthentication Of(IEnumerable<RequestAuthenticationRule> candidates, Core.Labels labels, Func<KeySetSource, string?> keySets)
    {
        var rules = candidates.Where(policy => policy.AppliesTo(labels))
            .SelectMany(policy => policy.Spec.JwtRules.Select((rule, i) =>
                new TokenRule(rule, KeySetSource.Of(rule) is { } source ? keySets(source) : rule.Jwks, policy.Object.At($"spec.jwtRules[{i}]"))))
            .OrderBy(rule => rule.Rule.Issuer, StringComparer.Ordinal).ToValueList();
        return rules.Count == 0 ? None : new WorkloadAuthentication(rules);
    }
}
