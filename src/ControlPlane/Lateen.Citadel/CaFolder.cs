using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lateen.Identity;

namespace Lateen.Citadel;

/// <summary>Where a CA's parts are kept, under the names of Istio's secret.</summary>
public static class CaFolder
{
    const string CertificateFile = "ca-cert.pem";
    const string KeyFile = "ca-key.pem";
    const string ChainFile = "cert-chain.pem";
    const string RootFile = "root-cert.pem";
    const int RootYears = 10;
    static readonly TimeSpan Backdating = TimeSpan.FromMinutes(2);

    /// <summary>Reads a plug-in CA that an administrator has put there.</summary>
    /// <exception cref="IOException">A file is missing or unreadable; the message names it.</exception>
    /// <exception cref="CryptographicException">A file is unusable; the message names it.</exception>
    public static CaMaterial Load(string folder, DateTimeOffset now)
    {
        string Required(string file) => File.Exists(Path.Combine(folder, file))
            ? File.ReadAllText(Path.Combine(folder, file))
            : throw new IOException($"{Path.Combine(folder, file)} is missing; a plug-in CA needs {CertificateFile}, {KeyFile}, {RootFile}, and {ChainFile} unless it is self-signed");
        string chainPath = Path.Combine(folder, ChainFile);
        string chain = File.Exists(chainPath) ? File.ReadAllText(chainPath) : "";
        return CaMaterial.Check(Required(CertificateFile), Required(KeyFile), chain, Required(RootFile), now);
    }

    /// <summary>Whether somebody has put a plug-in CA, or a part of one, into the folder.</summary>
    public static bool HasPlugIn(string folder) =>
        File.Exists(Path.Combine(folder, CertificateFile)) || File.Exists(Path.Combine(folder, KeyFile));

    /// <summary>
    /// Reads the self-signed CA of a folder, or makes one there on first use: P-256, ten years, subject O=trust domain.
    /// </summary>
    /// <exception cref="IOException">The folder or a file cannot be read or written; nothing half-written is left.</exception>
    public static CaMaterial LoadOrCreate(string folder, string trustDomain, DateTimeOffset now)
    {
        SecretFile.PrepareFolder(folder);
        if (!File.Exists(Path.Combine(folder, CertificateFile)))
            Create(folder, trustDomain, now);
        string certificate = File.ReadAllText(Path.Combine(folder, CertificateFile));
        return CaMaterial.Check(certificate, SecretFile.Read(Path.Combine(folder, KeyFile)), "", certificate, now);
    }

    /// <summary>The certificate is written last: a key without one is from an attempt that failed, and is replaced.</summary>
    static void Create(string folder, string trustDomain, DateTimeOffset now)
    {
        using SigningKey key = SigningKey.Generate();
        string certificate = SelfSign(key, trustDomain, now);
        SecretFile.Write(Path.Combine(folder, KeyFile), key.ToPem());
        SecretFile.WritePublic(Path.Combine(folder, CertificateFile), certificate);
    }

    static string SelfSign(SigningKey key, string trustDomain, DateTimeOffset now)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddOrganizationName(trustDomain);
        CertificateRequest request = key.Request(subject.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using X509Certificate2 certificate = request.CreateSelfSigned(now - Backdating, now.AddYears(RootYears));
        return certificate.ExportCertificatePem() + "\n";
    }
}
