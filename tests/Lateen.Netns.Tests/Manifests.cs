namespace Lateen.Netns.Tests;

/// <summary>A folder with one manifest that everybody may read, removed afterwards.</summary>
internal sealed class Manifests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("lateen-netns");

    public Manifests(string text)
    {
        File.WriteAllText(System.IO.Path.Combine(Path, "mesh.yaml"), text);
        if (OperatingSystem.IsLinux())
            File.SetUnixFileMode(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
    }

    public string Path => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);
}
