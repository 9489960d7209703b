namespace Lateen.Net.Http2;

/// <summary>What a client says first (RFC 9113 section 3.4).</summary>
public static class Http2Preface
{
    public static ReadOnlySpan<byte> Bytes => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Whether a connection that begins so speaks HTTP/2; null while too few bytes have come to tell.</summary>
    public static bool? Matches(ReadOnlySpan<byte> first)
    {
        var length = Math.Min(first.Length, Bytes.Length);
        if (!first[..length].SequenceEqual(Bytes[..length]))
            return false;
        return length == Bytes.Length ? true : null;
    }
}
