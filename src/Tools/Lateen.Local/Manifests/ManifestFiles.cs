using System.Collections.Immutable;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Local.Manifests;

/// <summary>Reads a mesh's manifests from files and folders.</summary>
internal static class ManifestFiles
{
    /// <summary>What says how images run here; not a manifest.</summary>
    public const string LocalFile = "lateen.yaml";

    static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Reads all files, in the order of their names.</summary>
    /// <exception cref="LocalMeshException">A path doesn't exist or can't be read.</exception>
    public static (MeshManifest Manifest, ImmutableArray<Diagnostic> Diagnostics) Read(IEnumerable<string> paths)
    {
        try
        {
            var result = ReadResult.Merge(paths.SelectMany(FilesOf).Select(file => ConfigReader.Read(file, File.ReadAllText(file))));
            return (MeshManifest.From(result.Objects), result.Diagnostics);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new LocalMeshException($"the manifests can't be read: {problem.Message}", problem);
        }
    }

    static IEnumerable<string> FilesOf(string path) => Directory.Exists(path)
        ? Directory.EnumerateFiles(path).Where(IsManifest).Order(StringComparer.Ordinal)
        : [path];

    static bool IsManifest(string file) => Extensions.Contains(Path.GetExtension(file)) && Path.GetFileName(file) is var name && name[0] != '.' && name != LocalFile;
}
