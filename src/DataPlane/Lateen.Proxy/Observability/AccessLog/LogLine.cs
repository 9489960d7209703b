using System.Buffers.Text;
using System.Text;

namespace Lateen.Proxy.Observability.AccessLog;

/// <summary>A line being written: bytes that are reused from line to line. Longer than the limit, it is cut.</summary>
public sealed class LogLine
{
    /// <summary>Bytes; far above any honest line, below a ring's capacity.</summary>
    public const int Limit = 128 * 1024;

    byte[] _bytes = new byte[512];

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Forgets what was written and keeps the memory.</summary>
    public void Clear() => Length = 0;

    /// <summary>Cuts off the end, down to <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var room = Room(bytes.Length);
        var count = Math.Min(room.Length, bytes.Length);
        bytes[..count].CopyTo(room);
        Length += count;
    }

    /// <summary>Appends text as UTF-8.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        Encoding.UTF8.TryGetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)), out var written);
        Length += written;
    }

    /// <summary>Appends a number in decimal.</summary>
    public void Append(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        Length += written;
    }

    /// <summary>Appends a number with leading zeros, at least <paramref name="digits"/> long.</summary>
    public void Append(int number, byte digits)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written, new System.Buffers.StandardFormat('D', digits));
        Length += written;
    }

    Span<byte> Room(int wanted)
    {
        if (_bytes.Length - Length < wanted && _bytes.Length < Limit)
            Array.Resize(ref _bytes, Math.Min(Limit, Math.Max(_bytes.Length * 2, Length + wanted)));
        return _bytes.AsSpan(Length);
    }
}
