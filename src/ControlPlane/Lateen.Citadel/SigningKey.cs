using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lateen.Citadel;

/// <summary>A CA's private key of either kind that plug-in CAs use: elliptic curve or RSA. Never printed.</summary>
public sealed class SigningKey : IDisposable
{
    readonly ECDsa? curve;
    readonly RSA? rsa;

    SigningKey(ECDsa? curve, RSA? rsa)
    {
        this.curve = curve;
        this.rsa = rsa;
    }

    public static SigningKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), null);

    /// <summary>Reads PKCS #8, SEC 1 or PKCS #1 PEM.</summary>
    /// <exception cref="CryptographicException">The text is no key.</exception>
    public static SigningKey FromPem(string pem)
    {
        if (TryImport(ECDsa.Create(), pem, out ECDsa? curve))
            return new SigningKey(curve, null);
        if (TryImport(RSA.Create(), pem, out RSA? rsa))
            return new SigningKey(null, rsa);
        throw new CryptographicException("not a PEM file with an unencrypted elliptic-curve or RSA private key");
    }

    public string ToPem() => (curve is not null ? curve.ExportPkcs8PrivateKeyPem() : rsa!.ExportPkcs8PrivateKeyPem()) + "\n";

    /// <summary>The public half, as SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey() => curve is not null ? curve.ExportSubjectPublicKeyInfo() : rsa!.ExportSubjectPublicKeyInfo();

    public X509SignatureGenerator Generator() => curve is not null
        ? X509SignatureGenerator.CreateForECDsa(curve)
        : X509SignatureGenerator.CreateForRSA(rsa!, RSASignaturePadding.Pkcs1);

    public CertificateRequest Request(X500DistinguishedName subject) => curve is not null
        ? new CertificateRequest(subject, curve, HashAlgorithmName.SHA256)
        : new CertificateRequest(subject, rsa!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public override string ToString() => "(private key)";

    public void Dispose()
    {
        curve?.Dispose();
        rsa?.Dispose();
    }

    static bool TryImport<T>(T key, string pem, out T? imported) where T : AsymmetricAlgorithm
    {
        try
        {
            key.ImportFromPem(pem);
            imported = key;
            return true;
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            key.Dispose();
            imported = null;
            return false;
        }
    }
}
