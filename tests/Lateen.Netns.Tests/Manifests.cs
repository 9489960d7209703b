using Lateen.Testing;

namespace Lateen.Netns.Tests;

/// <summary>A folder of manifests that everybody may read, removed afterwards.</summary>
internal sealed class Manifests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lateen-netns");

    public Manifests(string text)
    {
        Write("mesh.yaml", text);
        AdmitEverybody();
    }

    Manifests() => AdmitEverybody();

    /// <summary>A copy of the manifests of a folder of this repository, to be edited.</summary>
    public static Manifests CopyOf(string directory)
    {
        var copy = new Manifests();
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf(directory), "*.yaml"))
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        return copy;
    }

    /// <summary>Replaces a text that stands once in a file, in one step, as editors do.</summary>
    public void Edit(string file, string old, string replacement)
    {
        var path = System.IO.Path.Combine(Path, file);
        var parts = File.ReadAllText(path).Split(old);
        Assert.Equal(2, parts.Length);
        File.WriteAllText(path + "~", string.Join(replacement, parts));
        File.Move(path + "~", path, overwrite: true);
    }

    /// <summary>Adds a file, or replaces all of it.</summary>
    public void Write(string file, string text) => File.WriteAllText(System.IO.Path.Combine(Path, file), text);

    /// <summary>The path of a file.</summary>
    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    public void Delete(string file) => File.Delete(System.IO.Path.Combine(Path, file));

    public string Path => folder.FullName;

    void AdmitEverybody()
    {
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
