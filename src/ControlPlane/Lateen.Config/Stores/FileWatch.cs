namespace Lateen.Config.Stores;

/// <summary>Asks the operating system to tell of changes below some paths. It may tell of none (network file systems, limits), so it is never the only source.</summary>
sealed class FileWatch(IReadOnlyList<string> paths, Action onChange) : IDisposable
{
    readonly Dictionary<string, FileSystemWatcher> watchers = new(StringComparer.Ordinal);

    /// <summary>Watches paths that exist by now, and forgets those that are gone.</summary>
    public void Renew()
    {
        foreach (var path in paths)
        {
            var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (!Directory.Exists(folder))
                Forget(path);
            else if (!watchers.TryGetValue(path, out var watcher) || watcher.Path != folder)
                Watch(path, folder);
        }
    }

    void Watch(string path, string folder)
    {
        Forget(path);
        try
        {
            var watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = folder == path };
            watcher.Changed += (_, _) => onChange();
            watcher.Created += (_, _) => onChange();
            watcher.Deleted += (_, _) => onChange();
            watcher.Renamed += (_, _) => onChange();
            // Events were lost: look at everything.
            watcher.Error += (_, _) => onChange();
            watcher.EnableRaisingEvents = true;
            watchers[path] = watcher;
        }
        catch (Exception error) when (error is IOException or ArgumentException)
        {
            // The limit of inotify watches; looking again every few seconds finds changes too.
            Forget(path);
        }
    }

    void Forget(string path)
    {
        if (watchers.Remove(path, out var watcher))
            watcher.Dispose();
    }

    public void Dispose()
    {
        foreach (var watcher in watchers.Values)
            watcher.Dispose();
        watchers.Clear();
    }
}
