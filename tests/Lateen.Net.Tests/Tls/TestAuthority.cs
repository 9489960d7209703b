using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Lateen.Net.Tls;

namespace Lateen.Net.Tests.Tls;

/// <summary>A certificate authority for tests: P-256 keys, everything in memory.</summary>
public sealed class TestAuthority
{
    public static readonly DateTimeOffset From = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Until = new(2120, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly X509Certificate2 certificate;
    readonly string chainBelowRoot;

    TestAuthority(X509Certificate2 certificate, string chainBelowRoot)
    {
        this.certificate = certificate;
        this.chainBelowRoot = chainBelowRoot;
    }

    public byte[] Pem => Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n");

    public static TestAuthority Create(string name)
    {
        var request = new CertificateRequest($"CN={name}", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return new TestAuthority(request.CreateSelfSigned(From, Until), "");
    }

    /// <summary>A revocation list in PEM, of certificates by their serial numbers.</summary>
    public string Revoke(params IEnumerable<byte[]> serials)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (var serial in serials)
            list.AddEntry(serial);
        var generator = X509SignatureGenerator.CreateForECDsa(certificate.GetECDsaPrivateKey()!);
        var authority = X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: false, includeIssuerAndSerial: true);
        return PemEncoding.WriteString("X509 CRL", list.Build(certificate.SubjectName, generator, 1, Until, HashAlgorithmName.SHA256, authority, From));
    }

    public TestAuthority CreateIntermediate(string name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var signed = request.Create(certificate, From.AddDays(1), Until.AddDays(-1), RandomNumberGenerator.GetBytes(9)).CopyWithPrivateKey(key);
        return new TestAuthority(signed, signed.ExportCertificatePem() + "\n" + chainBelowRoot);
    }

    /// <summary>A workload certificate with its key; the chain up to the root comes along.</summary>
    public TlsIdentity Issue(
        string uri, string? dns = null, DateTimeOffset? from = null, DateTimeOffset? until = null, string subject = "", byte[]? serial = null, bool rsa = false)
    {
        var (chain, key) = IssuePem(uri, dns, from, until, subject, serial, rsa);
        return new TlsIdentity(Encoding.ASCII.GetBytes(chain), Encoding.ASCII.GetBytes(key));
    }

    public (string Chain, string Key) IssuePem(
        string uri, string? dns = null, DateTimeOffset? from = null, DateTimeOffset? until = null, string subject = "", byte[]? serial = null, bool rsa = false)
    {
        AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsaKey
            ? new CertificateRequest(subject, rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (uri.Length > 0)
            names.AddUri(new Uri(uri));
        if (dns is not null)
            names.AddDnsName(dns);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        var generator = X509SignatureGenerator.CreateForECDsa(certificate.GetECDsaPrivateKey()!);
        var signed = request.Create(certificate.SubjectName, generator, from ?? From.AddDays(2), until ?? Until.AddDays(-2), serial ?? RandomNumberGenerator.GetBytes(9));
        return (signed.ExportCertificatePem() + "\n" + chainBelowRoot, key.ExportPkcs8PrivateKeyPem());
    }
}
