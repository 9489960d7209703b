using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lateen.Core;
using Lateen.Testing;

namespace Lateen.Identity.Tests;

public sealed class CertificateRotationTests : IRotationPort, IDisposable
{
    static readonly SpiffeId Identity = SpiffeId.Workload("cluster.local", "default", "web");
    readonly ManualTime time = new();
    readonly List<string> requests = [];
    readonly List<WorkloadCertificate> renewed = [];
    readonly List<string> failures = [];
    readonly TestRoot root;
    readonly CertificateRotation rotation;
    TimeSpan wake;

    public CertificateRotationTests()
    {
        root = new TestRoot(time);
        rotation = new CertificateRotation(Identity, this, time, new Random(1));
    }

    [Fact]
    public void Issued_certificate_is_in_force_and_renewed_at_half_life_within_one_per_cent()
    {
        rotation.Start();
        rotation.OnIssued(root.Sign(requests[0], Identity.ToString(), TimeSpan.FromHours(24)));
        Assert.Same(rotation.Current, Assert.Single(renewed));
        Assert.InRange(wake, TimeSpan.FromHours(24 * 0.49), TimeSpan.FromHours(24 * 0.51));

        time.Advance(wake);
        rotation.OnTimer();
        Assert.Equal(2, requests.Count);
        Assert.Single(renewed);
        rotation.OnIssued(root.Sign(requests[1], Identity.ToString(), TimeSpan.FromHours(24)));
        Assert.NotEqual(renewed[0].KeyPem, renewed[1].KeyPem);
        Assert.NotEqual(renewed[0].SerialNumber, renewed[1].SerialNumber);
    }

    [Fact]
    public void Failed_renewal_keeps_the_certificate_in_force_and_tries_again_with_growing_waits()
    {
        rotation.Start();
        rotation.OnIssued(root.Sign(requests[0], Identity.ToString(), TimeSpan.FromHours(1)));
        rotation.OnTimer();
        var waits = new List<TimeSpan>();
        for (int attempt = 0; attempt < 8; attempt++)
        {
            rotation.OnFailed("unavailable");
            waits.Add(wake);
            rotation.OnTimer();
        }

        Assert.Same(renewed[0], rotation.Current);
        Assert.Equal(10, requests.Count);
        Assert.True(waits[0] < TimeSpan.FromMilliseconds(500));
        Assert.All(waits, wait => Assert.True(wait < TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Certificate_for_another_identity_is_refused()
    {
        rotation.Start();
        rotation.OnIssued(root.Sign(requests[0], "spiffe://cluster.local/ns/default/sa/admin", TimeSpan.FromHours(1)));
        Assert.Null(rotation.Current);
        Assert.Contains("identity other than spiffe://cluster.local/ns/default/sa/web", Assert.Single(failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_for_another_key_is_refused()
    {
        rotation.Start();
        string foreign = SigningRequest.Create(PrivateKey.Generate(), Identity);
        rotation.OnIssued(root.Sign(foreign, Identity.ToString(), TimeSpan.FromHours(1)));
        Assert.Contains("another key", Assert.Single(failures), StringComparison.Ordinal);
    }

    [Fact]
    public void Chain_that_does_not_end_in_its_root_is_refused()
    {
        rotation.Start();
        IReadOnlyList<string> chain = root.Sign(requests[0], Identity.ToString(), TimeSpan.FromHours(1));
        rotation.OnIssued([chain[0], new TestRoot(time).Pem]);
        Assert.Contains("does not end in the root", Assert.Single(failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("garbage", "garbage")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "x")]
    public void Garbage_is_refused_and_tried_again(params string[] chain)
    {
        rotation.Start();
        rotation.OnIssued(chain);
        Assert.Single(failures);
        rotation.OnTimer();
        Assert.Equal(2, requests.Count);
    }

    [Fact]
    public void Secrets_do_not_print()
    {
        rotation.Start();
        rotation.OnIssued(root.Sign(requests[0], Identity.ToString(), TimeSpan.FromHours(1)));
        Assert.DoesNotContain("PRIVATE", rotation.Current!.ToString(), StringComparison.Ordinal);
        using PrivateKey key = PrivateKey.Generate();
        Assert.Equal("(private key)", $"{key}");
    }

    void IRotationPort.Request(string csrPem) => requests.Add(csrPem);

    void IRotationPort.WakeAfter(TimeSpan delay) => wake = delay;

    void IRotationPort.Renewed(WorkloadCertificate certificate) => renewed.Add(certificate);

    void IRotationPort.Failed(string reason, TimeSpan retryIn) => failures.Add(reason);

    public void Dispose() => rotation.Dispose();

    /// <summary>A CA independent of Citadel that signs whatever it is told.</summary>
    sealed class TestRoot
    {
        readonly ManualTime time;
        readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        readonly X509Certificate2 certificate;

        public TestRoot(ManualTime time)
        {
            this.time = time;
            var request = new CertificateRequest("O=test", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            certificate = request.CreateSelfSigned(time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddYears(1));
        }

        public string Pem => certificate.ExportCertificatePem();

        public IReadOnlyList<string> Sign(string csr, string uri, TimeSpan life)
        {
            CertificateRequest request = CertificateRequest.LoadSigningRequestPem(csr, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddUri(new Uri(uri));
            request.CertificateExtensions.Clear();
            request.CertificateExtensions.Add(names.Build(true));
            X509Certificate2 leaf = request.Create(certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), time.GetUtcNow().AddMinutes(-2), time.GetUtcNow() + life, RandomNumberGenerator.GetBytes(8));
            return [leaf.ExportCertificatePem(), Pem];
        }
    }
}
