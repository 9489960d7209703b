using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.Rbac;

/// <summary>Envoy's counters of an RBAC filter.</summary>
sealed record RbacStats(Counter Allowed, Counter Denied, Counter ShadowAllowed, Counter ShadowDenied)
{
    /// <param name="scope">Ends in <c>rbac</c>.</param>
    /// <param name="shadowPrefix">Between scope and the names of shadow rules' counters; empty for nothing.</param>
    public static RbacStats Register(StatsScope scope, string shadowPrefix)
    {
        var shadow = shadowPrefix.Length == 0 ? scope : scope.Scope(shadowPrefix);
        return new RbacStats(scope.Counter("allowed"), scope.Counter("denied"), shadow.Counter("shadow_allowed"), shadow.Counter("shadow_denied"));
    }
}
