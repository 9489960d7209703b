using Lateen.Net.Http;

namespace Lateen.Net.Http2.Hpack;

/// <summary>
/// Writes the header blocks of one direction of one connection. A field that came before costs one index. Text is written as it is: coding it
/// costs more time than the saved bytes take.
/// </summary>
sealed class HpackEncoder
{
    /// <summary>Bytes of our table at most, whatever the peer would allow.</summary>
    public const int MaxTableSize = 4096;

    /// <summary>Bytes that a field may take beyond its name and value.</summary>
    public const int FieldOverhead = 1 + (3 * HpackInteger.MaxBytes);

    /// <summary>Bytes that a change of the table's size may take at a block's start.</summary>
    public const int SizeUpdateBytes = 2 * HpackInteger.MaxBytes;

    /// <summary>Values of one name that are kept side by side; one more is not indexed while they stay.</summary>
    const int ValuesPerName = 4;

    const int Slots = 256;

    readonly HpackTable table = new(MaxTableSize);
    readonly int[] byPair = new int[Slots];
    readonly int[] byName = new int[Slots];
    readonly byte[] repeats = new byte[MaxTableSize / HpackTable.EntryOverhead];
    int smallestSize = MaxTableSize;
    bool isSizeChanged;

    /// <summary>The peer's SETTINGS_HEADER_TABLE_SIZE; the change is told with the next block.</summary>
    public void SetPeerTableSize(uint size)
    {
        var allowed = (int)Math.Min(size, MaxTableSize);
        if (allowed == table.MaxSize)
            return;
        smallestSize = Math.Min(smallestSize, allowed);
        isSizeChanged = true;
        table.Resize(allowed);
    }

    /// <summary>Begins a block; returns the bytes written.</summary>
    public int Begin(Span<byte> target)
    {
        if (!isSizeChanged)
            return 0;
        isSizeChanged = false;
        var at = smallestSize < table.MaxSize ? HpackInteger.Write(target, 0, 0x20, 5, smallestSize) : 0;
        smallestSize = table.MaxSize;
        return HpackInteger.Write(target, at, 0x20, 5, table.MaxSize);
    }

    /// <summary>A field of the static table as a whole; returns the place behind it.</summary>
    public static int WriteStatic(Span<byte> target, int at, int index) => HpackInteger.Write(target, at, 0x80, 7, index);

    /// <summary>A field of a known name.</summary>
    public int Write(Span<byte> target, int at, HeaderId id, ReadOnlySpan<byte> value)
    {
        var name = KnownHeaders.NameOf(id);
        return Write(target, at, id, KnownHeaders.HashOf(id), name, value);
    }

    /// <summary>A field; <paramref name="target"/> must hold name, value and <see cref="FieldOverhead"/>. Returns the place behind it.</summary>
    public int Write(Span<byte> target, int at, HeaderId id, uint hash, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var indexing = FieldIndexings.Of(id, value.Length);
        if (indexing != FieldIndexing.Indexed)
            return WriteLiteral(target, at, indexing == FieldIndexing.Never ? 0x10 : 0, 4, NameIndex(id, hash, name), name, value);
        var pair = (int)((hash ^ (KnownHeaders.Hash(value) * 0x9E3779B1)) >> 8) & (Slots - 1);
        if (byPair[pair] - 1 is var known && Matches(known, hash, name, value))
            return HpackInteger.Write(target, at, 0x80, 7, WireIndex(known));
        return IsWorthwhile(hash, name, value)
            ? WriteIndexed(target, at, id, hash, pair, name, value)
            : WriteLiteral(target, at, 0, 4, NameIndex(id, hash, name), name, value);
    }

    public void Release() => table.Release();

    int WriteIndexed(Span<byte> target, int at, HeaderId id, uint hash, int pair, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        at = WriteLiteral(target, at, 0x40, 6, NameIndex(id, hash, name), name, value);
        var slot = (int)(hash >> 8) & (Slots - 1);
        var previous = byName[slot] - 1;
        var count = HasName(previous, hash, name) ? Repeats(previous) + 1 : 0;
        if (!table.Insert(name, value, new FieldFacts(id, hash, FieldFlaws.None)))
            return at;
        byPair[pair] = byName[slot] = table.Inserted;
        Repeats(table.Inserted - 1) = (byte)count;
        return at;
    }

    ref byte Repeats(int number) => ref repeats[number & (repeats.Length - 1)];

    bool IsWorthwhile(uint hash, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.Length + value.Length + HpackTable.EntryOverhead > table.MaxSize / 2)
            return false;
        var latest = byName[(hash >> 8) & (Slots - 1)] - 1;
        return !HasName(latest, hash, name) || Repeats(latest) < ValuesPerName - 1;
    }

    int NameIndex(HeaderId id, uint hash, ReadOnlySpan<byte> name)
    {
        if (HpackStaticTable.IndexOf(id) is var index and > 0)
            return index;
        var latest = byName[(hash >> 8) & (Slots - 1)] - 1;
        return HasName(latest, hash, name) ? WireIndex(latest) : 0;
    }

    bool HasName(int number, uint hash, ReadOnlySpan<byte> name) =>
        table.IsLive(number) && table.FactsOf(number).Hash == hash && table.NameOf(number).SequenceEqual(name);

    bool Matches(int number, uint hash, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) =>
        HasName(number, hash, name) && table.ValueOf(number).SequenceEqual(value);

    int WireIndex(int number) => HpackStaticTable.Count + table.Inserted - number;

    static int WriteLiteral(Span<byte> target, int at, int pattern, int prefixBits, int nameIndex, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        at = HpackInteger.Write(target, at, pattern, prefixBits, nameIndex);
        if (nameIndex == 0)
            at = WriteText(target, at, name);
        return WriteText(target, at, value);
    }

    static int WriteText(Span<byte> target, int at, ReadOnlySpan<byte> text)
    {
        at = HpackInteger.Write(target, at, 0, 7, text.Length);
        text.CopyTo(target[at..]);
        return at + text.Length;
    }
}
