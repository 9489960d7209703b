using System.Collections.Immutable;
using Lateen.Proxy.Authorization;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Rbac;

/// <summary>What the RBAC filters of HTTP and of TCP share: rules that are enforced, rules that only report, their counters and their words.</summary>
/// <param name="enforced">Null: everything is allowed.</param>
/// <param name="shadow">Null for none.</param>
/// <param name="stats">The counters.</param>
sealed class RbacEngine(RbacVerdicts? enforced, RbacVerdicts? shadow, RbacStats stats)
{
    const string NoPolicy = "none";

    readonly ImmutableArray<string> details = enforced is null ? [] : [.. enforced.Rules.Policies.Select(policy => Details(policy.Name)), Details(NoPolicy)];

    /// <summary>One text for each policy, in order, and one for none: %RESPONSE_CODE_DETAILS% or %CONNECTION_TERMINATION_DETAILS% of what is refused.</summary>
    public ImmutableArray<string> RefusalDetails => details;

    /// <summary>Whether the subject may go on. When not, <paramref name="refusal"/> is an index of <see cref="RefusalDetails"/>.</summary>
    public bool Allows(in RbacSubject subject, StreamInfo info, StatsShard shard, out int refusal)
    {
        refusal = -1;
        if (shadow is not null)
            shard.Increment(shadow.Judge(subject, info, out _) ? stats.ShadowAllowed : stats.ShadowDenied);
        if (enforced is null)
            return true;
        if (enforced.Judge(subject, info, out var matched))
        {
            shard.Increment(stats.Allowed);
            return true;
        }

        shard.Increment(stats.Denied);
        refusal = matched?.Ordinal ?? details.Length - 1;
        return false;
    }

    static string Details(string policy) => $"rbac_access_denied_matched_policy[{policy}]".Replace(' ', '_');
}
