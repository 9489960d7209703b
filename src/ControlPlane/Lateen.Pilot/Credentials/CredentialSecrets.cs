using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Pilot.Credentials;

/// <summary>
/// Certificates, keys and trust anchors that users keep in Secrets, as SDS resources. A Secret is served to who has proved to be of its namespace, and to
/// nobody else; what is inside is not checked here: the proxy refuses what it can't use and keeps what it had.
/// </summary>
static class CredentialSecrets
{
    /// <summary>A pair under the keys of type kubernetes.io/tls or of generic Secrets; the generic ones win.</summary>
    static readonly (string Certificate, string Key)[] Pairs = [("cert", "key"), ("tls.crt", "tls.key")];

    /// <summary>Trust anchors, and the revocation list that belongs to them, in the same order.</summary>
    static readonly (string Anchors, string Revoked)[] Roots = [("cacert", "crl"), ("ca.crt", "ca.crl")];

    const string Staple = "tls.ocsp-staple";

    /// <summary>The resource; null when there is none, or none for this client.</summary>
    /// <param name="find">Finds an object by reference.</param>
    /// <param name="provenNamespace">The namespace that the client has proved to be of; empty when it has proved nothing.</param>
    /// <param name="name">The name asked for.</param>
    public static Secret? Make(Func<ObjectRef, ConfigObject?> find, string provenNamespace, string name)
    {
        if (provenNamespace.Length == 0 || !CredentialName.TryParse(name, provenNamespace, out var asked))
            return null;
        // A trust bundle in a ConfigMap is public.
        if (asked.Kind == Kinds.Secret.Name && asked.Namespace != provenNamespace)
            return null;
        var item = find(new ObjectRef(asked.Kind, asked.Namespace, asked.Name));
        if (item is null && asked.IsCa)
            item = find(new ObjectRef(asked.Kind, asked.Namespace, asked.WithoutSuffix));
        if (item is null)
            return null;
        return asked.IsCa ? TrustAnchors(item, name) : Certificate(item, name);
    }

    static Secret? Certificate(ConfigObject item, string name)
    {
        foreach (var (certificate, key) in Pairs)
        {
            if (CredentialData.Find(item, certificate) is not { } chain || CredentialData.Find(item, key) is not { } secret)
                continue;
            var made = new TlsCertificate { CertificateChain = Inline(chain), PrivateKey = Inline(secret) };
            if (CredentialData.Find(item, Staple) is { } staple && key != Pairs[0].Key)
                made.OcspStaple = Inline(staple);
            return new Secret { Name = name, TlsCertificate = made };
        }

        return null;
    }

    static Secret? TrustAnchors(ConfigObject item, string name)
    {
        foreach (var (anchors, revoked) in Roots)
        {
            if (CredentialData.Find(item, anchors) is not { } pem)
                continue;
            var context = new CertificateValidationContext { TrustedCa = Inline(pem) };
            if (CredentialData.Find(item, revoked) is { } list)
                context.Crl = Inline(list);
            return new Secret { Name = name, ValidationContext = context };
        }

        return null;
    }

    static DataSource Inline(byte[] pem) => new() { InlineBytes = ByteString.CopyFrom(pem) };
}
