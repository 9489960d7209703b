using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lateen.Core;
using Lateen.Identity;

namespace Lateen.Citadel;

/// <summary>
/// Signs workloads' keys. The identity is always that of the authenticated caller; what a request says about names, uses or
/// extensions is ignored, only its public key and the proof of possession count.
/// </summary>
public sealed class CertificateAuthority(CaMaterial material, CaLimits limits, TimeProvider time)
{
    const int SerialBytes = 16;
    const int MinRsaBits = 2048;
    const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    static readonly TimeSpan Backdating = TimeSpan.FromMinutes(2);

    public TrustBundle Roots => material.Roots;

    /// <summary>Signs the key of a request for an identity that the caller has proved.</summary>
    /// <param name="csrPem">PKCS #10 in PEM.</param>
    /// <param name="identity">The caller's identity.</param>
    /// <param name="ttl">Wanted life; zero or negative means the default.</param>
    public SigningResult Sign(string csrPem, SpiffeId identity, TimeSpan ttl)
    {
        if (ttl > limits.MaxTtl)
            return SigningResult.Refused($"requested TTL {GoDuration(ttl)} is greater than the max allowed TTL {GoDuration(limits.MaxTtl)}");
        if (csrPem.Length > limits.MaxRequestLength)
            return SigningResult.Refused($"the request is longer than {limits.MaxRequestLength} characters");
        if (ReadRequest(csrPem, out string error) is not { } request)
            return SigningResult.Refused(error);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri(identity.ToString()));
        TimeSpan life = ttl > TimeSpan.Zero ? ttl : limits.DefaultTtl;
        return SigningResult.Signed(Issue(request.PublicKey, names.Build(critical: true), time.GetUtcNow() + life));
    }

    /// <summary>Issues the serving certificate of the control plane itself, for names and addresses instead of an identity.</summary>
    /// <param name="key">The server's key.</param>
    /// <param name="hosts">DNS names and IP addresses.</param>
    public IReadOnlyList<string> IssueServing(PrivateKey key, IEnumerable<string> hosts)
    {
        var names = new SubjectAlternativeNameBuilder();
        foreach (string host in hosts)
        {
            if (IPAddress.TryParse(host, out IPAddress? address))
                names.AddIpAddress(address);
            else
                names.AddDnsName(host);
        }

        return Issue(new PublicKey(key.Key), names.Build(critical: true), new DateTimeOffset(material.Certificate.NotAfter.ToUniversalTime()));
    }

    static CertificateRequest? ReadRequest(string csrPem, out string error)
    {
        error = "";
        try
        {
            CertificateRequest request = CertificateRequest.LoadSigningRequestPem(
                csrPem, HashAlgorithmName.SHA256);
            if (request.PublicKey.GetRSAPublicKey() is not { KeySize: < MinRsaBits })
                return request;
            error = $"RSA keys shorter than {MinRsaBits} bits are not signed";
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException or NotSupportedException)
        {
            error = $"certificate signing request is not properly encoded or signed: {problem.Message}";
        }

        return null;
    }

    List<string> Issue(PublicKey key, X509Extension names, DateTimeOffset wantedEnd)
    {
        DateTimeOffset now = time.GetUtcNow();
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication), new Oid(ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(material.Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        request.CertificateExtensions.Add(names);
        using X509Certificate2 leaf = request.Create(
            material.Certificate.SubjectName,
            material.Key.Generator(),
            Later(now - Backdating, new DateTimeOffset(material.Certificate.NotBefore.ToUniversalTime())),
            Earlier(wantedEnd, new DateTimeOffset(material.Certificate.NotAfter.ToUniversalTime())),
            NewSerial());
        return [leaf.ExportCertificatePem() + "\n", .. material.Intermediates.Select(pem => pem + "\n"), material.Roots.Pem];
    }

    static byte[] NewSerial()
    {
        byte[] serial = RandomNumberGenerator.GetBytes(SerialBytes);
        // Positive and of full length in DER.
        serial[0] = (byte)((serial[0] & 0x3F) | 0x40);
        return serial;
    }

    static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>Go's way of writing durations, which Istio's message has: 2160h0m0s.</summary>
    static string GoDuration(TimeSpan duration) => string.Create(
        CultureInfo.InvariantCulture, $"{(long)duration.TotalHours}h{duration.Minutes}m{duration.Seconds}s");
}
