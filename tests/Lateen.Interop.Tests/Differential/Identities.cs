using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Lateen.Interop.Tests.Differential;

/// <summary>A root of trust for one run of the corpus, and certificates of whoever a case says.</summary>
static class Identities
{
    static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddHours(-1), To = From.AddDays(1);
    static readonly X509Certificate2 Root = MakeRoot();
    static readonly ConcurrentDictionary<string, X509Certificate2> Issued = new();

    /// <summary>TLS towards a proxy, as the identity; as nobody for null or "-".</summary>
    public static async Task<Stream> ConnectAsync(Stream raw, string? identity, CancellationToken stop)
    {
        var tls = new SslStream(raw);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "web", RemoteCertificateValidationCallback = (_, _, _, _) => true,
            ClientCertificates = identity is null or "-" ? null : [Issued.GetOrAdd(identity, Issue)],
        };
        await tls.AuthenticateAsClientAsync(options, stop);
        return tls;
    }

    /// <summary>The server's side: a client's certificate is checked when it has one.</summary>
    public static JsonNode ServerSocket()
    {
        var own = Issued.GetOrAdd("spiffe://cluster.local/ns/default/sa/web", Issue);
        return new JsonObject
        {
            ["name"] = "envoy.transport_sockets.tls",
            ["typed_config"] = new JsonObject
            {
                ["@type"] = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
                ["require_client_certificate"] = false,
                ["common_tls_context"] = new JsonObject
                {
                    ["tls_certificates"] = new JsonArray(new JsonObject { ["certificate_chain"] = Inline(own.ExportCertificatePem()), ["private_key"] = Inline(KeyOf(own)) }),
                    ["validation_context"] = new JsonObject { ["trusted_ca"] = Inline(Root.ExportCertificatePem()) },
                },
            },
        };
    }

    static JsonObject Inline(string text) => new() { ["inline_string"] = text };

    static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem();
    }

    static X509Certificate2 MakeRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("O=corpus", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(From, To);
    }

    static X509Certificate2 Issue(string identity)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in identity.Split(','))
            names.AddUri(new Uri(name));
        request.CertificateExtensions.Add(names.Build(critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        using var signed = request.Create(Root, From, To, RandomNumberGenerator.GetBytes(8));
        using var whole = signed.CopyWithPrivateKey(key);
        // A key that a handshake can use is one that was loaded, not one that was made.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }
}
