using System.Security.Cryptography;

namespace Lateen.Identity;

/// <summary>A P-256 key of a workload or a certificate authority. Never printed: <see cref="ToString"/> hides it.</summary>
public sealed class PrivateKey : IDisposable
{
    PrivateKey(ECDsa key) => Key = key;

    public ECDsa Key { get; }

    public static PrivateKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads PKCS #8 or SEC 1 PEM.</summary>
    /// <exception cref="CryptographicException">The text is no elliptic-curve key.</exception>
    public static PrivateKey FromPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return new PrivateKey(key);
        }
        catch (ArgumentException problem)
        {
            key.Dispose();
            throw new CryptographicException("not a PEM file with an elliptic-curve private key", problem);
        }
    }

    /// <summary>PKCS #8 PEM, to be written to a file of mode 0600 or given to a TLS engine.</summary>
    public string ToPem() => Key.ExportPkcs8PrivateKeyPem() + "\n";

    public override string ToString() => "(private key)";

    public void Dispose() => Key.Dispose();
}
