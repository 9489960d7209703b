using System.Collections.Immutable;

namespace Lateen.Proxy.Authorization;

/// <summary>
/// Policies of one action (envoy.config.rbac.v3.RBAC). Policies that need one of a few exact paths, or of a few exact names of peers, are found by them, so that
/// a thousand such policies cost a lookup; all others are tried one after the other.
/// </summary>
public sealed class RbacRules
{
    readonly RbacIndex index;

    /// <summary>Compiles them.</summary>
    public RbacRules(RbacAction action, IEnumerable<RbacPolicy> policies)
    {
        Action = action;
        Policies = [.. policies.OrderBy(policy => policy.Name, StringComparer.Ordinal).Select((policy, i) => policy with { Ordinal = i })];
        index = new RbacIndex(Policies);
    }

    /// <summary>What a match means.</summary>
    public RbacAction Action { get; }

    /// <summary>In the order of names, which is the order in which they are asked.</summary>
    public ImmutableArray<RbacPolicy> Policies { get; }

    /// <summary>The first policy that matches; null for none. Allocates nothing.</summary>
    public RbacPolicy? Match(in RbacSubject subject) => index.First(subject) is >= 0 and var ordinal ? Policies[ordinal] : null;

    /// <summary>What follows from <see cref="Match"/>.</summary>
    public bool Allows(RbacPolicy? matched) => Action switch
    {
        RbacAction.Allow => matched is not null,
        RbacAction.Deny => matched is null,
        _ => true,
    };
}
