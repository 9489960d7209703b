namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>
/// One output of access logs, shared by every logger with its path. Workers append lines to rings of their own; the main loop
/// writes them out.
/// </summary>
public sealed class AccessLogFile
{
    readonly AccessLogRing?[] _rings;
    readonly Stream _output;
    readonly Action _wakeMainLoop;
    int _woken;

    internal AccessLogFile(string path, Stream output, int workers, Action wakeMainLoop) =>
        (Path, _output, _rings, _wakeMainLoop) = (path, output, new AccessLogRing?[workers], wakeMainLoop);

    /// <summary>As configured, for example /dev/stdout.</summary>
    public string Path { get; }

    /// <summary>Lines dropped because the output was too slow.</summary>
    public long Dropped => _rings.Sum(ring => ring?.Dropped ?? 0);

    /// <summary>Why the last write failed; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>Appends a whole line, newline included. On the thread of <paramref name="worker"/>.</summary>
    public void Append(int worker, ReadOnlySpan<byte> line)
    {
        if (_rings[worker] is not { } ring)
            Volatile.Write(ref _rings[worker], ring = new AccessLogRing());
        if (ring.Append(line) && Interlocked.Exchange(ref _woken, 1) == 0)
            _wakeMainLoop();
    }

    /// <summary>Writes out what waits. Main loop. A failing disk costs lines, never traffic.</summary>
    internal void Flush()
    {
        Volatile.Write(ref _woken, 0);
        try
        {
            for (var worker = 0; worker < _rings.Length; worker++)
                Volatile.Read(ref _rings[worker])?.Drain(_output);
            _output.Flush();
            Failure = null;
        }
        catch (IOException failure)
        {
            Failure = $"access log {Path}: {failure.Message}";
        }
    }

    internal void Close()
    {
        Flush();
        _output.Dispose();
    }
}
