namespace Lateen.Pilot.Authorization;

/// <summary>
/// The mesh's trust domain and its other names. A principal of one of them is meant in all: policies outlive a change of the trust domain.
/// </summary>
sealed class TrustDomains(string trustDomain, IEnumerable<string> aliases)
{
    const int PrincipalParts = 5;

    readonly string[] names = [trustDomain, .. aliases];

    /// <summary>Principals of the form <c>trust-domain/ns/namespace/sa/account</c> under each name; others as they are.</summary>
    public IReadOnlyList<string> ExpandPrincipals(IReadOnlyList<string> principals) => [.. principals.SelectMany(ExpandPrincipal)];

    /// <summary>Each of the mesh's own names stands for all of them.</summary>
    public IReadOnlyList<string> Expand(IReadOnlyList<string> domains) => [.. domains.SelectMany(domain => names.Contains(domain) ? names : [domain]).Distinct()];

    IEnumerable<string> ExpandPrincipal(string principal)
    {
        var parts = principal.Split('/');
        if (parts.Length != PrincipalParts || parts[0] == "*" || !names.Any(name => IsMatch(name, parts[0])))
            return [principal];
        return names.Select(name => IsSuffixMatch(name, parts[0]) ? principal : $"{name}/{string.Join('/', parts[1..])}").Distinct();
    }

    static bool IsMatch(string name, string pattern) =>
        name == pattern || (pattern.EndsWith('*') && name.StartsWith(pattern[..^1], StringComparison.Ordinal)) || IsSuffixMatch(name, pattern);

    static bool IsSuffixMatch(string name, string pattern) => pattern.StartsWith('*') && name.EndsWith(pattern[1..], StringComparison.Ordinal);
}
