namespace Lateen.Core;

/// <summary>
/// A SPIFFE identity, <c>spiffe://trust-domain/path</c>. Istio's workloads have the path <c>/ns/namespace/sa/service-account</c>.
/// </summary>
/// <param name="TrustDomain">Lower case, never empty.</param>
/// <param name="Path">Starts with "/" unless empty.</param>
public readonly record struct SpiffeId(string TrustDomain, string Path)
{
    /// <summary>The scheme with its separator. Principals in AuthorizationPolicies are written without it.</summary>
    public const string Prefix = "spiffe://";

    /// <summary>A longer id is refused (SPIFFE-ID specification, section 2.3).</summary>
    public const int MaxLength = 2048;

    /// <summary>The identity of an Istio workload.</summary>
    public static SpiffeId Workload(string trustDomain, string workloadNamespace, string serviceAccount) =>
        new(trustDomain, $"/ns/{workloadNamespace}/sa/{serviceAccount}");

    /// <summary>Reads a SPIFFE id by the specification's rules: no empty, "." or ".." segment, no query, no port, no user.</summary>
    public static bool TryParse(string text, out SpiffeId id)
    {
        id = default;
        if (text.Length > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var rest = text.AsSpan(Prefix.Length);
        var slash = rest.IndexOf('/');
        var domain = slash < 0 ? rest : rest[..slash];
        var path = slash < 0 ? default : rest[slash..];
        if (domain.Length is 0 or > 255 || domain.ContainsAnyExcept(DomainCharacters) || !IsPath(path))
            return false;
        id = new SpiffeId(domain.ToString(), path.ToString());
        return true;
    }

    /// <summary>The namespace and service account, when the path is that of an Istio workload.</summary>
    public bool TryGetWorkload(out string workloadNamespace, out string serviceAccount)
    {
        var parts = (Path ?? "").Split('/');
        var isWorkload = parts is ["", "ns", { Length: > 0 }, "sa", { Length: > 0 }];
        workloadNamespace = isWorkload ? parts[2] : "";
        serviceAccount = isWorkload ? parts[4] : "";
        return isWorkload;
    }

    /// <summary>As AuthorizationPolicies write it: without the scheme.</summary>
    public string Principal => TrustDomain + Path;

    static bool IsPath(ReadOnlySpan<char> path)
    {
        if (path.Length == 0)
            return true;
        foreach (var range in path[1..].Split('/'))
        {
            var segment = path[1..][range];
            if (segment.Length == 0 || segment is "." or ".." || segment.ContainsAnyExcept(PathCharacters))
                return false;
        }

        return true;
    }

    static readonly System.Buffers.SearchValues<char> DomainCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");

    static readonly System.Buffers.SearchValues<char> PathCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    /// <summary><c>spiffe://trust-domain/path</c>.</summary>
    public override string ToString() => Prefix + TrustDomain + Path;
}
