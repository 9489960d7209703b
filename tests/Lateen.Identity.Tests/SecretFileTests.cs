namespace Lateen.Identity.Tests;

public sealed class SecretFileTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("lateen-secret-").FullName;

    [Fact]
    public void Secret_has_mode_0600_in_a_folder_of_mode_0700_and_leaves_nothing_else()
    {
        string inner = Path.Combine(folder, "ca");
        SecretFile.PrepareFolder(inner);
        SecretFile.Write(Path.Combine(inner, "key"), "secret");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(inner, "key")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(inner));
        Assert.Equal(["key"], Directory.GetFiles(inner).Select(Path.GetFileName));
        Assert.Equal("secret", SecretFile.Read(Path.Combine(inner, "key")));
    }

    [Fact]
    public void Open_folder_is_narrowed_and_open_secret_refused_by_name()
    {
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead);
        SecretFile.PrepareFolder(folder);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder) & UnixFileMode.OtherRead);

        string path = Path.Combine(folder, "key");
        SecretFile.WritePublic(path, "secret");
        IOException problem = Assert.Throws<IOException>(() => SecretFile.Read(path));
        Assert.Contains($"cannot read {path}: it has mode 0644", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failed_write_keeps_the_old_content_and_leaves_no_file_aside()
    {
        string path = Path.Combine(folder, "key");
        SecretFile.Write(path, "old");
        Directory.CreateDirectory(Path.Combine(folder, "taken"));
        Assert.Throws<IOException>(() => SecretFile.Write(Path.Combine(folder, "taken"), "new"));
        Assert.Equal("old", SecretFile.Read(path));
        Assert.Equal(["key"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
