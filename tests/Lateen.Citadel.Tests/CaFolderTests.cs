using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Lateen.Core;
using Lateen.Identity;
using Lateen.Testing;

namespace Lateen.Citadel.Tests;

public sealed class CaFolderTests : IDisposable
{
    readonly ManualTime time = new();
    readonly string folder = Directory.CreateTempSubdirectory("lateen-ca-").FullName;

    [Fact]
    public void Self_signed_root_is_made_once_kept_and_closed_to_others()
    {
        string ca = Path.Combine(folder, "ca");
        using CaMaterial first = CaFolder.LoadOrCreate(ca, "cluster.local", time.GetUtcNow());
        using CaMaterial second = CaFolder.LoadOrCreate(ca, "cluster.local", time.GetUtcNow());
        Assert.Equal(first.Certificate.Thumbprint, second.Certificate.Thumbprint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(ca, "ca-key.pem")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(ca));
        Assert.Equal("O=cluster.local", first.Certificate.Subject);
        Assert.Empty(first.Intermediates);
    }

    [Fact]
    public void Key_readable_by_others_is_refused()
    {
        string ca = Path.Combine(folder, "ca");
        CaFolder.LoadOrCreate(ca, "cluster.local", time.GetUtcNow()).Dispose();
        File.SetUnixFileMode(Path.Combine(ca, "ca-key.pem"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        Assert.Contains("others may read it", Assert.Throws<IOException>(() => CaFolder.LoadOrCreate(ca, "cluster.local", time.GetUtcNow())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_left_by_an_attempt_that_failed_is_replaced()
    {
        string ca = Path.Combine(folder, "ca");
        SecretFile.PrepareFolder(ca);
        SecretFile.Write(Path.Combine(ca, "ca-key.pem"), "half");
        using CaMaterial material = CaFolder.LoadOrCreate(ca, "cluster.local", time.GetUtcNow());
        Assert.NotNull(material.Certificate);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plug_in_authority_signs_with_its_intermediate_and_sends_the_chain(bool rsa)
    {
        WritePlugIn(rsa);
        Assert.True(CaFolder.HasPlugIn(folder));
        using CaMaterial material = CaFolder.Load(folder, time.GetUtcNow());
        var authority = new CertificateAuthority(material, new CaLimits(), time);
        SpiffeId web = SpiffeId.Workload("cluster.local", "default", "web");
        using PrivateKey key = PrivateKey.Generate();
        SigningResult result = authority.Sign(SigningRequest.Create(key, web), web, TimeSpan.Zero);
        Assert.Equal(3, result.Chain.Count);
        Assert.NotNull(WorkloadCertificate.Check(result.Chain, key, web, time.GetUtcNow()));
    }

    [Fact]
    public void Missing_part_is_named()
    {
        WritePlugIn(rsa: false);
        File.Delete(Path.Combine(folder, "root-cert.pem"));
        Assert.Contains($"{Path.Combine(folder, "root-cert.pem")} is missing", Assert.Throws<IOException>(() => CaFolder.Load(folder, time.GetUtcNow())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ca-key.pem", "garbage", "ca-key.pem: not a PEM file")]
    [InlineData("ca-cert.pem", "garbage", "ca-cert.pem: ")]
    [InlineData("root-cert.pem", "garbage", "root-cert.pem: expected 1 to 1000 PEM certificates, found 0")]
    public void Unusable_part_is_named(string file, string content, string message)
    {
        WritePlugIn(rsa: false);
        File.WriteAllText(Path.Combine(folder, file), content);
        Assert.StartsWith(message, Assert.Throws<CryptographicException>(() => CaFolder.Load(folder, time.GetUtcNow())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_of_another_certificate_is_refused()
    {
        WritePlugIn(rsa: false);
        using PrivateKey other = PrivateKey.Generate();
        File.WriteAllText(Path.Combine(folder, "ca-key.pem"), other.ToPem());
        Assert.Equal("ca-key.pem is not the key of ca-cert.pem", Assert.Throws<CryptographicException>(() => CaFolder.Load(folder, time.GetUtcNow())).Message);
    }

    [Fact]
    public void Expired_authority_is_refused()
    {
        WritePlugIn(rsa: false);
        time.Advance(TimeSpan.FromDays(400));
        Assert.StartsWith("ca-cert.pem has expired", Assert.Throws<CryptographicException>(() => CaFolder.Load(folder, time.GetUtcNow())).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    void WritePlugIn(bool rsa)
    {
        DateTimeOffset now = time.GetUtcNow();
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 root = Authority(new CertificateRequest("O=root", rootKey, HashAlgorithmName.SHA256)).CreateSelfSigned(now.AddDays(-1), now.AddYears(5));
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = key is RSA rsaKey
            ? new CertificateRequest("O=intermediate", rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("O=intermediate", (ECDsa)key, HashAlgorithmName.SHA256);
        using X509Certificate2 intermediate = Authority(request).Create(
            root.SubjectName, X509SignatureGenerator.CreateForECDsa(rootKey), now.AddDays(-1), now.AddYears(1), [1, 2, 3]);
        File.WriteAllText(Path.Combine(folder, "ca-cert.pem"), intermediate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "ca-key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "cert-chain.pem"), intermediate.ExportCertificatePem() + "\n" + root.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "root-cert.pem"), root.ExportCertificatePem());
    }

    static CertificateRequest Authority(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }
}
