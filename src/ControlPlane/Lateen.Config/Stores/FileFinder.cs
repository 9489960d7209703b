using System.Collections.Immutable;
using Lateen.Core;

namespace Lateen.Config.Stores;

/// <summary>Finds the manifests below some paths.</summary>
sealed class FileFinder(FileConfigOptions options)
{
    /// <summary>More than this is no configuration but a mistaken path, such as "/".</summary>
    const int MaxFiles = 20_000, MaxDepth = 16;

    readonly SortedSet<string> files = new(StringComparer.Ordinal);
    readonly List<Diagnostic> problems = [];

    static bool IsManifest(string path) => path != FileConfigOptions.LocalFile && Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml" or ".json";

    /// <summary>The files, sorted, and what is wrong with the paths.</summary>
    public (IReadOnlyCollection<string> Files, ImmutableArray<Diagnostic> Problems) Find()
    {
        foreach (var path in options.Paths)
        {
            if (Directory.Exists(path))
                Search(new DirectoryInfo(path), path, 0);
            else if (File.Exists(path))
                files.Add(path);
            else if (options.MustExist)
                Report(path, "is no file or folder", "check the path");
        }

        return (files, [.. problems]);
    }

    void Search(DirectoryInfo folder, string path, int depth)
    {
        try
        {
            foreach (var entry in folder.EnumerateFileSystemInfos())
            {
                if (entry.Name.StartsWith('.') || files.Count >= MaxFiles)
                    continue;
                var child = Path.Combine(path, entry.Name);
                if (entry is FileInfo && IsManifest(entry.Name))
                    Add(child);
                // Links to folders may form a loop.
                else if (entry is DirectoryInfo { LinkTarget: null } inner && depth < MaxDepth)
                    Search(inner, child, depth + 1);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Report(path, $"can't be read: {error.Message}", "check who may read it");
        }
    }

    void Add(string path)
    {
        files.Add(path);
        if (files.Count == MaxFiles)
            Report(path, $"is the last of {MaxFiles} files that are read; more are ignored", "name a folder that holds configuration only");
    }

    void Report(string path, string message, string advice) => problems.Add(
        new Diagnostic(DiagnosticCode.Unreadable, Severity.Error, message) { Location = new SourceLocation(path, 1), Advice = advice });
}
