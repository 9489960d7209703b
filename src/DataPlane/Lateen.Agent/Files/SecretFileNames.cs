using Lateen.Core;

namespace Lateen.Agent.Files;

/// <summary>Which files a secret is made of, read from its name: <c>file-cert:CERTIFICATE~KEY</c>, <c>file-root:BUNDLE</c>, <c>file-root:system</c>.</summary>
/// <param name="Certificates">The certificate chain or the trust anchors.</param>
/// <param name="Key">The private key; null for trust anchors.</param>
public sealed record SecretFileNames(string Certificates, string? Key)
{
    const string Pair = "file-cert:", Bundle = "file-root:";

    /// <summary>Where the systems that we know keep their roots: Debian, Alpine and others, Fedora, openSUSE.</summary>
    static readonly string[] SystemRoots =
    [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    ];

    /// <summary>Every file.</summary>
    public IEnumerable<string> All => Key is null ? [Certificates] : [Certificates, Key];

    /// <summary>Null for a name that means no files.</summary>
    public static SecretFileNames? Parse(string name)
    {
        if (name == SecretName.SystemRoot)
            return new SecretFileNames(SystemRoots.FirstOrDefault(File.Exists) ?? SystemRoots[0], null);
        if (name.StartsWith(Bundle, StringComparison.Ordinal) && name.Length > Bundle.Length)
            return new SecretFileNames(name[Bundle.Length..], null);
        return name.StartsWith(Pair, StringComparison.Ordinal) && name[Pair.Length..].Split('~') is [{ Length: > 0 } certificate, { Length: > 0 } key, ..]
            ? new SecretFileNames(certificate, key)
            : null;
    }
}
