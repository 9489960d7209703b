namespace Lateen.Net.Http2.Hpack;

/// <summary>Why a header block cannot be decoded. Each is a connection error of type COMPRESSION_ERROR (RFC 7541 section 2, RFC 9113 section 4.3).</summary>
public enum HpackError : byte
{
    None,

    /// <summary>The block ends inside a field.</summary>
    Truncated,

    /// <summary>An integer beyond 2^28, or with needless zeros behind it (section 5.1).</summary>
    IntegerTooLarge,

    /// <summary>An index of nothing (section 2.3.3).</summary>
    UnknownIndex,

    /// <summary>Padding longer than 7 bits or not of ones, or the end-of-string symbol (section 5.2).</summary>
    InvalidHuffman,

    /// <summary>A table size above the announced one, or not at the block's start (sections 4.2 and 6.3).</summary>
    InvalidTableSize,
}
