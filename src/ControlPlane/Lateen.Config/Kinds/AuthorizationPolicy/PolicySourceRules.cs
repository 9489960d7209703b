using Istio.Security.V1Beta1;
using Lateen.Config.Reading;
using Action = Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;

namespace Lateen.Config;

/// <summary>What <c>from.source</c> of an AuthorizationPolicy's rule must be.</summary>
static class PolicySourceRules
{
    const int MaxServiceAccounts = 16, MaxServiceAccountLength = 320;

    public static void Check(Source? source, Action action, string path, ObjectReport report)
    {
        if (source is null || Lists(source).All(list => list.Values.Count == 0))
        {
            report.Error(path, $"{path} says nothing of the caller", "name at least one of its fields, or leave from out to mean every caller");
            return;
        }

        foreach (var (name, values, _) in Lists(source))
            PolicyValues.CheckFilled(values, $"{path}.{name}", report);
        PolicyValues.CheckNetworks(source.IpBlocks, $"{path}.ipBlocks", report);
        PolicyValues.CheckNetworks(source.NotIpBlocks, $"{path}.notIpBlocks", report);
        PolicyValues.CheckNetworks(source.RemoteIpBlocks, $"{path}.remoteIpBlocks", report);
        PolicyValues.CheckNetworks(source.NotRemoteIpBlocks, $"{path}.notRemoteIpBlocks", report);
        CheckServiceAccounts(source, path, report);
        if (action == Action.Custom)
            CheckBeforeAuthentication(source, path, report);
    }

    /// <summary>Where a rule of action CUSTOM is evaluated, identities are not known yet.</summary>
    static void CheckBeforeAuthentication(Source source, string path, ObjectReport report)
    {
        foreach (var (name, _, _) in Lists(source).Where(list => list.Values.Count > 0 && list.IsIdentity))
            report.Error($"{path}.{name}", $"{path}.{name} cannot be used with action CUSTOM", "use ipBlocks or remoteIpBlocks, or let the provider look at the identity");
    }

    static void CheckServiceAccounts(Source source, string path, ObjectReport report)
    {
        Check(source.ServiceAccounts, $"{path}.serviceAccounts", report);
        Check(source.NotServiceAccounts, $"{path}.notServiceAccounts", report);
        var others = source.Principals.Count + source.NotPrincipals.Count + source.Namespaces.Count + source.NotNamespaces.Count;
        if (source.ServiceAccounts.Count + source.NotServiceAccounts.Count > 0 && others > 0)
            report.Error(path, $"{path} has serviceAccounts beside principals or namespaces, which say the same in another way", "keep one of the ways");
    }

    static void Check(IReadOnlyList<string> accounts, string path, ObjectReport report)
    {
        if (accounts.Count > MaxServiceAccounts)
            report.Error(path, $"{path} has {accounts.Count} entries; at most {MaxServiceAccounts} are allowed", "write a second from");
        for (var i = 0; i < accounts.Count; i++)
        {
            var at = FieldPath.Item(path, i);
            if (accounts[i].Contains('*'))
                report.Error(at, $"{at} must not have wildcards", "name each account, or use principals");
            else if (accounts[i].Length > MaxServiceAccountLength)
                report.Error(at, $"{at} is longer than {MaxServiceAccountLength} characters");
            else if (accounts[i].Split('/') is not ([{ Length: > 0 }] or [{ Length: > 0 }, { Length: > 0 }]) && accounts[i].Length > 0)
                report.Error(at, $"{at} must be namespace/account or account, not \"{Quoting.Short(accounts[i])}\"");
        }
    }

    static IEnumerable<(string Name, IReadOnlyList<string> Values, bool IsIdentity)> Lists(Source source) =>
    [
        ("principals", source.Principals, true), ("notPrincipals", source.NotPrincipals, true),
        ("requestPrincipals", source.RequestPrincipals, true), ("notRequestPrincipals", source.NotRequestPrincipals, true),
        ("namespaces", source.Namespaces, true), ("notNamespaces", source.NotNamespaces, true),
        ("serviceAccounts", source.ServiceAccounts, true), ("notServiceAccounts", source.NotServiceAccounts, true),
        ("trustDomains", source.TrustDomains, true), ("notTrustDomains", source.NotTrustDomains, true),
        ("ipBlocks", source.IpBlocks, false), ("notIpBlocks", source.NotIpBlocks, false),
        ("remoteIpBlocks", source.RemoteIpBlocks, false), ("notRemoteIpBlocks", source.NotRemoteIpBlocks, false),
    ];
}
