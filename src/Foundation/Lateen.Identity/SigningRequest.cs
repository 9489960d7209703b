using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lateen.Core;

namespace Lateen.Identity;

/// <summary>Certificate signing requests as Istio's agents write them.</summary>
public static class SigningRequest
{
    /// <summary>
    /// A PKCS #10 request in PEM: empty subject, the identity as the only alternative name. The CA ignores the name and
    /// puts in that of the caller; it is there for CAs that don't.
    /// </summary>
    public static string Create(PrivateKey key, SpiffeId identity)
    {
        var request = new CertificateRequest(new X500DistinguishedName(""), key.Key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(identity.ToString()));
        request.CertificateExtensions.Add(names.Build(critical: true));
        return request.CreateSigningRequestPem() + "\n";
    }
}
