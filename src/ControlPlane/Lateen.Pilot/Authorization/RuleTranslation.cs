using Envoy.Config.Rbac.V3;
using Istio.Security.V1Beta1;

namespace Lateen.Pilot.Authorization;

/// <summary>One rule of an AuthorizationPolicy as Envoy's policy.</summary>
/// <param name="target">For whom. Where only bytes are seen, attributes of HTTP are not there.</param>
/// <param name="isAllow">
/// What to do with a condition that cannot be expressed: an ALLOW rule is left out, so that it allows less; any other rule loses the condition, so that it
/// refuses more.
/// </param>
sealed class RuleTranslation(RbacTarget target, bool isAllow)
{
    readonly TrustDomains trustDomains = new(target.Mesh.TrustDomain, target.Mesh.TrustDomainAliases);

    /// <summary>The policy; null when the rule must be left out.</summary>
    public Policy? Translate(Rule rule, string policyNamespace)
    {
        Clause[] conditions = [.. rule.When.Select(condition => new Clause(condition.Key, condition.Values, condition.NotValues))];
        Clause[] ofSource = [.. conditions.Where(clause => !Attributes.IsOfDestination(clause.Key))];
        Clause[] ofDestination = [.. conditions.Where(clause => Attributes.IsOfDestination(clause.Key))];
        var clauses = new PrincipalClauses(policyNamespace, target.IsUpstream);
        var principals = (rule.From.Count == 0 ? [ofSource] : rule.From.Select(from => Of(from.Source).Concat(ofSource))).Select(list => Translate(list, clauses)).ToArray();
        var permissions = (rule.To.Count == 0 ? [ofDestination] : rule.To.Select(to => Of(to.Operation).Concat(ofDestination))).Select(Translate).ToArray();
        if (principals.Contains(null) || permissions.Contains(null))
            return null;
        return new Policy { Principals = { principals }, Permissions = { permissions } };
    }

    static IEnumerable<Clause> Of(Source? source) => source is null ? [] : new Clause[]
    {
        new(Attributes.SourcePrincipal, source.Principals, source.NotPrincipals),
        new(Attributes.RequestPrincipal, source.RequestPrincipals, source.NotRequestPrincipals),
        new(Attributes.SourceServiceAccount, source.ServiceAccounts, source.NotServiceAccounts),
        new(Attributes.SourceTrustDomain, source.TrustDomains, source.NotTrustDomains),
        new(Attributes.SourceNamespace, source.Namespaces, source.NotNamespaces),
        new(Attributes.RemoteIp, source.RemoteIpBlocks, source.NotRemoteIpBlocks),
        new(Attributes.SourceIp, source.IpBlocks, source.NotIpBlocks),
    }.Where(clause => !clause.IsEmpty);

    static IEnumerable<Clause> Of(Operation? operation) => operation is null ? [] : new Clause[]
    {
        new(Attributes.Host, operation.Hosts, operation.NotHosts),
        new(Attributes.Method, operation.Methods, operation.NotMethods),
        new(Attributes.Path, operation.Paths, operation.NotPaths),
        new(Attributes.DestinationPort, operation.Ports, operation.NotPorts),
    }.Where(clause => !clause.IsEmpty);

    Permission? Translate(IEnumerable<Clause> clauses)
    {
        var all = new List<Permission>();
        foreach (var clause in clauses)
        {
            var (one, none) = Both(clause, values => PermissionClauses.AnyOf(clause.Key, values, target.IsTcp, target.IsUpstream));
            if (IsMissing(clause, one, none))
                return null;
            if (one is not null)
                all.Add(one);
            if (none is not null)
                all.Add(new Permission { NotRule = none });
        }

        if (all.Count == 0)
            all.Add(new Permission { Any = true });
        return new Permission { AndRules = new Permission.Types.Set { Rules = { all } } };
    }

    Principal? Translate(IEnumerable<Clause> clauses, PrincipalClauses translation)
    {
        var all = new List<Principal>();
        foreach (var clause in clauses.Select(Migrate))
        {
            var (one, none) = Both(clause, values => translation.AnyOf(clause.Key, values, target.IsTcp));
            if (IsMissing(clause, one, none))
                return null;
            if (one is not null)
                all.Add(one);
            if (none is not null)
                all.Add(new Principal { NotId = none });
        }

        if (all.Count == 0)
            all.Add(new Principal { Any = true });
        return new Principal { AndIds = new Principal.Types.Set { Ids = { all } } };
    }

    bool IsMissing(Clause clause, object? one, object? none) =>
        isAllow && ((clause.Values.Count > 0 && one is null) || (clause.NotValues.Count > 0 && none is null));

    static (T? One, T? None) Both<T>(Clause clause, Func<IReadOnlyList<string>, T?> anyOf) where T : class =>
        (clause.Values.Count > 0 ? anyOf(clause.Values) : null, clause.NotValues.Count > 0 ? anyOf(clause.NotValues) : null);

    Clause Migrate(Clause clause) => clause.Key switch
    {
        Attributes.SourcePrincipal =>
            clause with { Values = trustDomains.ExpandPrincipals(clause.Values), NotValues = trustDomains.ExpandPrincipals(clause.NotValues) },
        Attributes.SourceTrustDomain => clause with { Values = trustDomains.Expand(clause.Values), NotValues = trustDomains.Expand(clause.NotValues) },
        _ => clause,
    };
}
