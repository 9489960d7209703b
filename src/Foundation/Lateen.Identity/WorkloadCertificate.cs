using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lateen.Core;

namespace Lateen.Identity;

/// <summary>A workload's certificate with its key, checked: the key fits, the identity is the workload's own, the chain ends in a root.</summary>
public sealed class WorkloadCertificate
{
    /// <summary>More certificates than this in a CA's answer are refused.</summary>
    const int MaxChain = 16;

    WorkloadCertificate(string chainPem, string keyPem, TrustBundle roots, X509Certificate2 leaf)
    {
        ChainPem = chainPem;
        KeyPem = keyPem;
        Roots = roots;
        NotBefore = new DateTimeOffset(leaf.NotBefore.ToUniversalTime());
        NotAfter = new DateTimeOffset(leaf.NotAfter.ToUniversalTime());
        SerialNumber = leaf.SerialNumber;
    }

    /// <summary>The leaf, then intermediates, without the root.</summary>
    public string ChainPem { get; }

    /// <summary>The private key as PEM. A secret.</summary>
    public string KeyPem { get; }

    /// <summary>The root that came with the chain.</summary>
    public TrustBundle Roots { get; }

    public DateTimeOffset NotBefore { get; }

    public DateTimeOffset NotAfter { get; }

    /// <summary>Hexadecimal, upper case.</summary>
    public string SerialNumber { get; }

    /// <summary>Checks a CA's answer: leaf, intermediates, root, one PEM an entry.</summary>
    /// <param name="chain">The answer.</param>
    /// <param name="key">The key that the request was made with.</param>
    /// <param name="identity">What the certificate must say.</param>
    /// <param name="now">Time of the check.</param>
    /// <exception cref="CryptographicException">The answer is not usable; the message says why.</exception>
    public static WorkloadCertificate Check(IReadOnlyList<string> chain, PrivateKey key, SpiffeId identity, DateTimeOffset now)
    {
        if (chain.Count is < 2 or > MaxChain)
            throw new CryptographicException($"the CA answered with {chain.Count} certificates, expected a leaf and its root at least");
        TrustBundle roots = TrustBundle.Parse(chain[^1]);
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(chain[0]);
        CheckLeaf(leaf, key, identity);
        var intermediates = new X509Certificate2Collection();
        foreach (string pem in chain.Skip(1).SkipLast(1))
            intermediates.ImportFromPem(pem);
        if (!roots.Verifies(leaf, intermediates, now))
            throw new CryptographicException("the CA's certificate chain does not end in the root that came with it, or is not valid now");
        string chainPem = string.Concat(chain.SkipLast(1).Select(pem => pem.TrimEnd() + "\n"));
        return new WorkloadCertificate(chainPem, key.ToPem(), roots, leaf);
    }

    public override string ToString() => $"certificate {SerialNumber} valid until {NotAfter:O}";

    static void CheckLeaf(X509Certificate2 leaf, PrivateKey key, SpiffeId identity)
    {
        using ECDsa? publicKey = leaf.GetECDsaPublicKey();
        if (publicKey is null || !publicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.Key.ExportSubjectPublicKeyInfo()))
            throw new CryptographicException("the CA signed another key than the one that was sent");
        if (SpiffeNames.Read(leaf) is not [var name] || name != identity.ToString())
            throw new CryptographicException($"the CA issued an identity other than {identity}; check the token's service account and the trust domain");
    }
}
