using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Envoy.Admin.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Proxy.Admin;
using Lateen.Proxy.Config.Warming;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Config.Dumps;

/// <summary>/certs: the certificates in use, without their keys.</summary>
sealed class CertificatesPage(DynamicConfiguration configuration, TimeProvider time) : IAdminPage
{
    public string Path => "/certs";

    public string Help => "print certs on machine";

    public bool Changes => false;

    public AdminReply Answer(AdminRequest request)
    {
        var certificates = new Certificates();
        foreach (var (_, _, value) in configuration.Secrets.All)
        {
            var entry = new Certificate();
            if (value is SecretValue.Certificate certificate)
                entry.CertChain.AddRange(Details(certificate.ChainPem));
            if (value is SecretValue.TrustBundle bundle)
                entry.CaCert.AddRange(Details(bundle.Pem));
            certificates.Certificates_.Add(entry);
        }

        return AdminReply.Json(DumpJson.Write(certificates));
    }

    IEnumerable<CertificateDetails> Details(ReadOnlyMemory<byte> pem)
    {
        var collection = new X509Certificate2Collection();
        try
        {
            collection.ImportFromPem(Encoding.ASCII.GetString(pem.Span));
        }
        catch (CryptographicException)
        {
            // What SDS delivered was accepted by its shape; TLS reports what it can't use. Here it is simply not shown.
        }

        return collection.Select(Details);
    }

    CertificateDetails Details(X509Certificate2 certificate)
    {
        var details = new CertificateDetails
        {
            Path = "<inline>",
            SerialNumber = certificate.SerialNumber.ToLowerInvariant(),
            DaysUntilExpiration = (ulong)Math.Max(0, (certificate.NotAfter.ToUniversalTime() - time.GetUtcNow().UtcDateTime).Days),
            ValidFrom = Timestamp.FromDateTime(certificate.NotBefore.ToUniversalTime()),
            ExpirationTime = Timestamp.FromDateTime(certificate.NotAfter.ToUniversalTime()),
        };
        details.SubjectAltNames.AddRange(AlternateNames(certificate));
        return details;
    }

    // .NET reads DNS names and addresses of a certificate, but no URIs: those are context tag 6 in the extension (RFC 5280 section 4.2.1.6).
    static IEnumerable<SubjectAlternateName> AlternateNames(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>())
        {
            foreach (var name in extension.EnumerateDnsNames())
                yield return new SubjectAlternateName { Dns = name };
            foreach (var uri in Uris(extension.RawData))
                yield return new SubjectAlternateName { Uri = uri };
        }
    }

    static List<string> Uris(byte[] extension)
    {
        var uris = new List<string>();
        var uriTag = new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 6);
        var names = new System.Formats.Asn1.AsnReader(extension, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            if (names.PeekTag().HasSameClassAndValue(uriTag))
                uris.Add(names.ReadCharacterString(System.Formats.Asn1.UniversalTagNumber.IA5String, uriTag));
            else
                names.ReadEncodedValue();
        }

        return uris;
    }
}
