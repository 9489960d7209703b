using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Lateen.Identity;

/// <summary>An immutable set of root certificates, in the order in which they were added, without repetitions.</summary>
public sealed class TrustBundle : IEquatable<TrustBundle>
{
    /// <summary>More roots than this in one text are refused.</summary>
    public const int MaxRoots = 1000;

    public static readonly TrustBundle Empty = new([]);

    readonly IReadOnlyList<string> roots;

    TrustBundle(IReadOnlyList<string> roots)
    {
        this.roots = roots;
        Pem = string.Concat(roots.Select(root => root + "\n"));
    }

    /// <summary>All roots as one PEM text.</summary>
    public string Pem { get; }

    public int Count => roots.Count;

    /// <summary>Reads the certificates of a PEM text; text between them is skipped.</summary>
    /// <exception cref="CryptographicException">No certificate, too many, or one that cannot be decoded.</exception>
    public static TrustBundle Parse(string pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        if (certificates.Count is 0 or > MaxRoots)
            throw new CryptographicException($"expected 1 to {MaxRoots} PEM certificates, found {certificates.Count}");
        return new TrustBundle([.. certificates.Select(certificate => certificate.ExportCertificatePem()).Distinct()]);
    }

    /// <summary>These roots, then those of the other that are not among them.</summary>
    public TrustBundle Union(TrustBundle other) => new([.. roots.Union(other.roots)]);

    public X509Certificate2Collection ToCollection()
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(Pem);
        return certificates;
    }

    /// <summary>Whether a chain that starts with <paramref name="leaf"/> ends in one of these roots at a given time.</summary>
    public bool Verifies(X509Certificate2 leaf, X509Certificate2Collection intermediates, DateTimeOffset at)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(ToCollection());
        chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(leaf);
    }

    public bool Equals(TrustBundle? other) => other is not null && Pem == other.Pem;

    public override bool Equals(object? obj) => Equals(obj as TrustBundle);

    public override int GetHashCode() => Pem.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => $"{roots.Count} root certificates";
}
