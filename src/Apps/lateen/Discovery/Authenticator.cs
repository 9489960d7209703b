using System.Net;
using System.Security.Cryptography.X509Certificates;
using Lateen.Citadel;
using Lateen.Core;
using Lateen.Identity;

namespace Lateen.Cli.Discovery;

/// <summary>
/// Finds out who calls on the secure port: the certificate of the TLS connection, which Kestrel has verified against the mesh's
/// roots, or else the token in the request. A token speaks for a pod that exists, runs under the token's service account, and, where the
/// caller's address is that of a pod, is that pod.
/// </summary>
internal sealed class Authenticator(TokenChecker tokens, PodDirectory pods, string trustDomain)
{
    const string Scheme = "Bearer ";

    /// <summary>The caller's credentials, or null with the reason, which goes to the log and not to the caller.</summary>
    public Credentials? Authenticate(HttpContext call, out string reason)
    {
        if (call.Connection.ClientCertificate is { } certificate)
            return FromCertificate(certificate, out reason);
        string? header = call.Request.Headers.Authorization;
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Refuse("neither a client certificate nor a token", out reason);
        return FromToken(header[Scheme.Length..].Trim(), call.Connection.RemoteIpAddress, out reason);
    }

    Credentials? FromCertificate(X509Certificate2 certificate, out string reason)
    {
        string[] identities = [.. SpiffeNames.Read(certificate).Where(IsOfThisMesh)];
        if (identities.Length == 0)
            return Refuse($"the client certificate {certificate.SerialNumber} names no identity of {trustDomain}", out reason);
        reason = "";
        return new Credentials(identities, new DateTimeOffset(certificate.NotAfter.ToUniversalTime()), null);
    }

    bool IsOfThisMesh(string uri) =>
        SpiffeId.TryParse(uri, out SpiffeId id) && id.TrustDomain == trustDomain && id.TryGetWorkload(out _, out _);

    Credentials? FromToken(string token, IPAddress? address, out string reason)
    {
        TokenCheck check = tokens.Check(token);
        if (check.Refusal is not null)
            return Refuse($"the token is refused: {check.Refusal}", out reason);
        if (pods.Contradiction(check.Pod, address) is { } contradiction)
            return Refuse($"the token is refused: {contradiction}", out reason);
        reason = "";
        string identity = SpiffeId.Workload(trustDomain, check.Pod.Namespace, check.Pod.ServiceAccount).ToString();
        return new Credentials([identity], check.Expires, check.Pod);
    }

    static Credentials? Refuse(string why, out string reason)
    {
        reason = why;
        return null;
    }
}
