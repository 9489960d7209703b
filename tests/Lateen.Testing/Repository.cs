namespace Lateen.Testing;

/// <summary>Finds the repository's root from the running test's folder, so that tests can read its files.</summary>
public static class Repository
{
    /// <summary>The folder that holds Lateen.slnx.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The full path of a file or folder given relative to the root.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>An executable of this repository that was built as the running test was: in artifacts/bin/NAME/ beside the test's own folder.</summary>
    public static string Built(string name) =>
        Path.Combine(Root, "artifacts/bin", name, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), name);

    static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Lateen.slnx")) ? folder
        : Path.GetDirectoryName(folder) is { } parent ? Find(parent)
        : throw new InvalidOperationException($"Lateen.slnx is in no folder above {AppContext.BaseDirectory}");
}
