namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>The outputs of all access logs, one per path. Main loop; call <see cref="Flush"/> every second and when woken.</summary>
public sealed class AccessLogFiles
{
    readonly Dictionary<string, AccessLogFile> _files = [];
    readonly int _workers;
    readonly Func<string, Stream> _open;
    readonly Action _wakeMainLoop;

    /// <param name="workers">How many workers there are.</param>
    /// <param name="wakeMainLoop">Called on a worker's thread when lines should be written soon: posts <see cref="Flush"/> to the main loop.</param>
    /// <param name="open">Opens a path for appending; null: the file system, with /dev/stdout and /dev/stderr as the process' own.</param>
    public AccessLogFiles(int workers, Action wakeMainLoop, Func<string, Stream>? open = null) =>
        (_workers, _wakeMainLoop, _open) = (workers, wakeMainLoop, open ?? Open);

    /// <summary>The output with this path, opened if it is new; null with a reason when it can't be.</summary>
    public AccessLogFile? TryGet(string path, out string? error)
    {
        error = null;
        if (_files.TryGetValue(path, out var known))
            return known;
        try
        {
            return _files[path] = new AccessLogFile(path, _open(path), _workers, _wakeMainLoop);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error = $"unable to open file '{path}': {failure.Message}";
            return null;
        }
    }

    /// <summary>Writes out what waits, everywhere.</summary>
    public void Flush()
    {
        foreach (var file in _files.Values)
            file.Flush();
    }

    /// <summary>Closes and opens the files again, for log rotation.</summary>
    public void Close()
    {
        foreach (var file in _files.Values)
            file.Close();
        _files.Clear();
    }

    static Stream Open(string path) => path switch
    {
        "/dev/stdout" => Console.OpenStandardOutput(),
        "/dev/stderr" => Console.OpenStandardError(),
        _ => new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1),
    };
}
