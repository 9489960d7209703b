using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lateen.Core;
using Lateen.Identity;
using Lateen.Testing;

namespace Lateen.Citadel.Tests;

public sealed class CertificateAuthorityTests : IDisposable
{
    static readonly SpiffeId Web = SpiffeId.Workload("cluster.local", "default", "web");
    readonly ManualTime time = new();
    readonly string folder = Directory.CreateTempSubdirectory("lateen-ca-").FullName;
    readonly CaMaterial material;
    readonly CertificateAuthority authority;

    public CertificateAuthorityTests()
    {
        material = CaFolder.LoadOrCreate(Path.Combine(folder, "ca"), "cluster.local", time.GetUtcNow());
        authority = new CertificateAuthority(material, new CaLimits(), time);
    }

    [Fact]
    public void Signed_certificate_has_the_callers_identity_whatever_the_request_asks()
    {
        using PrivateKey key = PrivateKey.Generate();
        string csr = SigningRequest.Create(key, SpiffeId.Workload("cluster.local", "istio-system", "istiod"));
        SigningResult result = authority.Sign(csr, Web, TimeSpan.Zero);
        Assert.Null(result.Error);
        Assert.Equal(2, result.Chain.Count);
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(result.Chain[0]);
        Assert.Equal([Web.ToString()], SpiffeNames.Read(leaf));
        Assert.Equal("", leaf.SubjectName.Name);
        Assert.Equal("O=cluster.local", leaf.IssuerName.Name);
        Assert.Equal(time.GetUtcNow().AddHours(24).UtcDateTime, leaf.NotAfter.ToUniversalTime());
        Assert.Equal(time.GetUtcNow().AddMinutes(-2).UtcDateTime, leaf.NotBefore.ToUniversalTime());
        Assert.NotNull(WorkloadCertificate.Check(result.Chain, key, Web, time.GetUtcNow()));
    }

    [Fact]
    public void Request_that_wants_to_be_an_authority_gets_an_ordinary_certificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=root", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        SigningResult result = authority.Sign(request.CreateSigningRequestPem(), Web, TimeSpan.FromHours(1));
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(result.Chain[0]);
        Assert.False(leaf.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, leaf.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
    }

    [Fact]
    public void Ttl_beyond_the_limit_is_refused_in_istios_words_and_the_limit_itself_is_signed()
    {
        string csr = SigningRequest.Create(PrivateKey.Generate(), Web);
        Assert.Equal(
            "CSR signing error (requested TTL 2184h0m0s is greater than the max allowed TTL 2160h0m0s)", authority.Sign(csr, Web, TimeSpan.FromDays(91)).Error);
        Assert.Null(authority.Sign(csr, Web, TimeSpan.FromDays(90)).Error);
    }

    [Fact]
    public void Certificate_never_outlives_its_authority()
    {
        time.Advance(TimeSpan.FromDays(3651));
        SigningResult result = authority.Sign(SigningRequest.Create(PrivateKey.Generate(), Web), Web, TimeSpan.FromDays(30));
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(result.Chain[0]);
        Assert.Equal(material.Certificate.NotAfter, leaf.NotAfter);
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----")]
    public void Garbage_is_refused(string csr) =>
        Assert.StartsWith("CSR signing error (", authority.Sign(csr, Web, TimeSpan.Zero).Error, StringComparison.Ordinal);

    [Fact]
    public void Request_without_proof_of_possession_is_refused()
    {
        using PrivateKey key = PrivateKey.Generate();
        byte[] csr = PemBytes(SigningRequest.Create(key, Web));
        csr[^3] ^= 1;
        string tampered = PemEncoding.WriteString("CERTIFICATE REQUEST", csr);
        Assert.StartsWith("CSR signing error (", authority.Sign(tampered, Web, TimeSpan.Zero).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Weak_keys_and_huge_requests_are_refused()
    {
        using var rsa = RSA.Create(1024);
        var request = new CertificateRequest("", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.Contains("shorter than 2048 bits", authority.Sign(request.CreateSigningRequestPem(), Web, TimeSpan.Zero).Error, StringComparison.Ordinal);
        Assert.Contains("longer than", authority.Sign(new string('x', 100_000), Web, TimeSpan.Zero).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rsa_2048_requests_as_istios_agent_makes_them_are_signed()
    {
        using var rsa = RSA.Create(2048);
        var request = new CertificateRequest("", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.Null(authority.Sign(request.CreateSigningRequestPem(), Web, TimeSpan.Zero).Error);
    }

    [Fact]
    public void Serving_certificate_has_names_and_addresses()
    {
        using PrivateKey key = PrivateKey.Generate();
        IReadOnlyList<string> chain = authority.IssueServing(key, ["istiod.istio-system.svc", "127.0.0.1"]);
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(chain[0]);
        Assert.True(leaf.MatchesHostname("istiod.istio-system.svc"));
        Assert.True(leaf.MatchesHostname("127.0.0.1"));
        Assert.False(leaf.MatchesHostname("example.com"));
    }

    public void Dispose()
    {
        material.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    static byte[] PemBytes(string pem)
    {
        PemFields fields = PemEncoding.Find(pem);
        return Convert.FromBase64String(pem[fields.Base64Data]);
    }
}
