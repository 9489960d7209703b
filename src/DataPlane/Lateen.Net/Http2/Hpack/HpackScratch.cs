namespace Lateen.Net.Http2.Hpack;

/// <summary>Where Huffman text is decoded to; shared by the connections of a worker. A name and a value lie there side by side.</summary>
sealed class HpackScratch
{
    byte[] bytes = new byte[1024];
    int used;

    /// <summary>Forgets what was decoded.</summary>
    public void Clear() => used = 0;

    /// <summary>Decodes behind what is there; false when it is no text of the code.</summary>
    public bool TryDecode(ReadOnlySpan<byte> encoded, out int start, out int length)
    {
        start = used;
        var bound = HuffmanDecoder.MaxLength(encoded.Length);
        if (used + bound > bytes.Length)
            Array.Resize(ref bytes, Math.Max(bytes.Length * 2, used + bound));
        var decoded = HuffmanDecoder.TryDecode(encoded, bytes.AsSpan(used), out length);
        used += length;
        return decoded;
    }

    public ReadOnlySpan<byte> Slice(int start, int length) => bytes.AsSpan(start, length);
}
