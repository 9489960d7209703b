namespace Lateen.Net.Http2.Hpack;

/// <summary>The header blocks of one direction of one connection. Every block must be decoded to its end, or the table and the sender's differ.</summary>
sealed class HpackDecoder(int tableSize, HpackScratch scratch)
{
    /// <summary>What was announced as SETTINGS_HEADER_TABLE_SIZE.</summary>
    public int TableSize => tableSize;

    public HpackTable Table { get; } = new(tableSize);

    public HpackScratch Scratch => scratch;

    /// <summary>The fields of a whole block: `while (reader.Next(out var field))`, then look at the reader's error.</summary>
    public HpackReader Read(ReadOnlySpan<byte> block) => new(this, block);

    public void Release() => Table.Release();
}
