using System.Text;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Lateen.Agent.Files;
using Lateen.Core;
using Lateen.Xds;

namespace Lateen.Agent.Tests;

public sealed class FileSecretsTests : IDisposable
{
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    readonly string folder = Directory.CreateTempSubdirectory("lateen-files-").FullName;
    readonly SteppedTime time = new();
    readonly List<string> log = [];
    readonly List<XdsResource> changed = [];
    readonly FileSecrets files;

    public FileSecretsTests()
    {
        files = new FileSecrets(time, log.Add);
        files.Changed += changed.Add;
    }

    public void Dispose()
    {
        files.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_pair_and_a_bundle_are_read_from_the_files_that_their_names_say()
    {
        var pair = Read(files.Hold(SecretName.FileCertificate(Write("c", "chain"), Write("k", "key"))));
        var bundle = Read(files.Hold(SecretName.FileRoot(Write("ca", "roots"))));

        Assert.Equal(("chain", "key"), (pair.TlsCertificate.CertificateChain.InlineBytes.ToStringUtf8(), pair.TlsCertificate.PrivateKey.InlineBytes.ToStringUtf8()));
        Assert.Equal("roots", bundle.ValidationContext.TrustedCa.InlineBytes.ToStringUtf8());
    }

    [Theory]
    [InlineData("default")]
    [InlineData("ROOTCA")]
    [InlineData("kubernetes://a")]
    [InlineData("file-cert:/only")]
    [InlineData("file-cert:~")]
    [InlineData("file-root:")]
    public void Other_names_mean_no_files(string name)
    {
        Assert.False(FileSecrets.Covers(name));
        Assert.Null(files.Hold(name));
    }

    [Fact]
    public void A_changed_file_is_told_once_and_an_unchanged_one_never()
    {
        var name = SecretName.FileRoot(Write("ca", "roots"));
        files.Hold(name);
        time.Advance(Look);
        Assert.Empty(changed);

        Write("ca", "other roots");
        time.Advance(Look);
        time.Advance(Look);
        Assert.Equal("other roots", Read(Assert.Single(changed)).ValidationContext.TrustedCa.InlineBytes.ToStringUtf8());
    }

    [Fact]
    public void A_mounted_Secret_that_changes_by_the_swap_of_a_link_is_followed()
    {
        Directory.CreateDirectory(Path.Combine(folder, "1"));
        Directory.CreateDirectory(Path.Combine(folder, "2"));
        Write("1/ca", "first");
        Write("2/ca", "second");
        Directory.CreateSymbolicLink(Path.Combine(folder, "data"), "1");
        File.CreateSymbolicLink(Path.Combine(folder, "ca"), "data/ca");
        var name = SecretName.FileRoot(Path.Combine(folder, "ca"));
        Assert.Equal("first", Read(files.Hold(name)).ValidationContext.TrustedCa.InlineBytes.ToStringUtf8());

        Directory.Delete(Path.Combine(folder, "data"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "data"), "2");
        time.Advance(Look);
        Assert.Equal("second", Read(Assert.Single(changed)).ValidationContext.TrustedCa.InlineBytes.ToStringUtf8());
    }

    [Fact]
    public void A_file_that_comes_late_is_told_and_one_that_goes_leaves_what_was_read()
    {
        var path = Path.Combine(folder, "late");
        Assert.Null(files.Hold(SecretName.FileRoot(path)));
        Assert.Contains("late", Assert.Single(log), StringComparison.Ordinal);

        Write("late", "roots");
        time.Advance(Look);
        Assert.Single(changed);
        File.Delete(path);
        time.Advance(Look);
        Assert.Single(changed);
        Assert.EndsWith("the one read before stays in force", log[^1], StringComparison.Ordinal);
        Assert.NotNull(files.Hold(SecretName.FileRoot(path)));
    }

    [Fact]
    public void A_file_that_is_no_secret_by_its_size_is_not_read()
    {
        Assert.Null(files.Hold(SecretName.FileRoot(Write("big", new string('x', (4 * 1024 * 1024) + 1)))));
        Assert.Contains("at most", Assert.Single(log), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_needs_is_not_followed()
    {
        var name = SecretName.FileRoot(Write("ca", "roots"));
        files.Hold(name);
        files.Hold(name);
        Assert.False(files.Release(name));
        Assert.True(files.Release(name));

        Write("ca", "other roots");
        time.Advance(Look);
        Assert.Empty(changed);
    }

    string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes(text));
        return path;
    }

    static Secret Read(XdsResource? resource) => Assert.IsType<XdsResource>(resource).Any.Unpack<Secret>();
}
