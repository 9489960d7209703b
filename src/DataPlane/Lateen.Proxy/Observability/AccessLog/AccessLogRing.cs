namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>
/// Whole lines on their way from one worker to the main loop: a ring with one writer and one reader and no lock. What doesn't fit
/// is dropped and counted; memory is bounded by its capacity.
/// </summary>
sealed class AccessLogRing
{
    /// <summary>Bytes. At 250 bytes a line, a thousand lines: the main loop is asked to write at half of it.</summary>
    public const int Capacity = 256 * 1024;

    readonly byte[] _bytes = new byte[Capacity];
    long _written;
    long _read;
    long _dropped;

    /// <summary>Lines that found no room.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Writer: appends a line; true when at least half of the ring is now waiting.</summary>
    public bool Append(ReadOnlySpan<byte> line)
    {
        var used = _written - Volatile.Read(ref _read);
        if (line.Length > Capacity - used)
        {
            _dropped++;
            return true;
        }

        var at = (int)(_written % Capacity);
        var first = Math.Min(line.Length, Capacity - at);
        line[..first].CopyTo(_bytes.AsSpan(at));
        line[first..].CopyTo(_bytes);
        Volatile.Write(ref _written, _written + line.Length);
        return used + line.Length >= Capacity / 2;
    }

    /// <summary>Reader: writes everything that waits.</summary>
    public void Drain(Stream target)
    {
        var waiting = (int)(Volatile.Read(ref _written) - _read);
        var at = (int)(_read % Capacity);
        var first = Math.Min(waiting, Capacity - at);
        target.Write(_bytes, at, first);
        target.Write(_bytes, 0, waiting - first);
        Volatile.Write(ref _read, _read + waiting);
    }
}
