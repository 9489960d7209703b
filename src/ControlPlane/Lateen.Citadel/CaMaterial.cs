using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lateen.Identity;

namespace Lateen.Citadel;

/// <summary>What a certificate authority signs with, checked: certificate and key fit, the chain ends in the roots.</summary>
public sealed class CaMaterial : IDisposable
{
    CaMaterial(X509Certificate2 certificate, SigningKey key, IReadOnlyList<string> intermediates, TrustBundle roots)
    {
        Certificate = certificate;
        Key = key;
        Intermediates = intermediates;
        Roots = roots;
    }

    public X509Certificate2 Certificate { get; }

    public SigningKey Key { get; }

    /// <summary>From the signing certificate up to, without, the root, one PEM each; empty for a self-signed CA.</summary>
    public IReadOnlyList<string> Intermediates { get; }

    public TrustBundle Roots { get; }

    /// <summary>Checks the four parts of a CA as Istio's secret names them.</summary>
    /// <param name="certificatePem">ca-cert.pem.</param>
    /// <param name="keyPem">ca-key.pem.</param>
    /// <param name="chainPem">cert-chain.pem: from the signing certificate upwards; may be empty for a self-signed CA.</param>
    /// <param name="rootsPem">root-cert.pem.</param>
    /// <param name="now">Time of the check.</param>
    /// <exception cref="CryptographicException">A part is unusable; the message names the file.</exception>
    public static CaMaterial Check(string certificatePem, string keyPem, string chainPem, string rootsPem, DateTimeOffset now)
    {
        X509Certificate2 certificate = Read("ca-cert.pem", () => X509Certificate2.CreateFromPem(certificatePem));
        SigningKey key = Read("ca-key.pem", () => SigningKey.FromPem(keyPem));
        TrustBundle roots = Read("root-cert.pem", () => TrustBundle.Parse(rootsPem));
        X509Certificate2Collection chain = Read("cert-chain.pem", () => ReadChain(chainPem));
        CheckUse(certificate, key, now);
        if (!roots.Verifies(certificate, chain, now))
            throw new CryptographicException("ca-cert.pem does not lead to root-cert.pem through cert-chain.pem");
        return new CaMaterial(certificate, key, PathBelowRoot(certificate, chain, roots), roots);
    }

    public void Dispose()
    {
        Certificate.Dispose();
        Key.Dispose();
    }

    static void CheckUse(X509Certificate2 certificate, SigningKey key, DateTimeOffset now)
    {
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.PublicKey()))
            throw new CryptographicException("ca-key.pem is not the key of ca-cert.pem");
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is not { CertificateAuthority: true })
            throw new CryptographicException("ca-cert.pem is not the certificate of an authority (basic constraints CA:TRUE)");
        if (certificate.NotAfter.ToUniversalTime() <= now.UtcDateTime)
            throw new CryptographicException($"ca-cert.pem has expired on {certificate.NotAfter.ToUniversalTime():u}");
    }

    static X509Certificate2Collection ReadChain(string pem)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(pem);
        return chain;
    }

    /// <summary>A self-signed CA is its own root and has no path.</summary>
    static string[] PathBelowRoot(X509Certificate2 certificate, X509Certificate2Collection chain, TrustBundle roots)
    {
        HashSet<string> rootThumbprints = [.. roots.ToCollection().Select(root => root.Thumbprint)];
        return
        [
            .. chain.Prepend(certificate).DistinctBy(link => link.Thumbprint)
                .Where(link => !rootThumbprints.Contains(link.Thumbprint))
                .Select(link => link.ExportCertificatePem()),
        ];
    }

    static T Read<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CryptographicException problem)
        {
            throw new CryptographicException($"{file}: {problem.Message}", problem);
        }
    }
}
