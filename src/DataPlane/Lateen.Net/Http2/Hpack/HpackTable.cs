using System.Buffers;

namespace Lateen.Net.Http2.Hpack;

/// <summary>
/// The dynamic table of one direction (RFC 7541 section 2.3.2): fields in one buffer, the newest last. Owns no memory while empty. Fields have
/// numbers in the order of insertion, which stay; the index on the wire counts from the newest.
/// </summary>
sealed class HpackTable(int limit)
{
    /// <summary>What every entry counts beyond its bytes (section 4.1).</summary>
    public const int EntryOverhead = 32;

    byte[] bytes = [];
    Entry[] ring = [];
    int tail;
    int size;
    int inserted;

    /// <summary>Bytes that the table may count now, 0 to the limit it was made with.</summary>
    public int MaxSize { get; private set; } = limit;

    public int Count { get; private set; }

    /// <summary>How many fields were ever inserted: the next one's number.</summary>
    public int Inserted => inserted;

    /// <summary>Changes the size and evicts what no longer fits.</summary>
    public void Resize(int maxSize)
    {
        MaxSize = maxSize;
        Evict(0);
    }

    public bool IsLive(int number) => (uint)(inserted - 1 - number) < (uint)Count;

    public FieldFacts FactsOf(int number) => At(number).Facts;

    public ReadOnlySpan<byte> NameOf(int number)
    {
        ref readonly var entry = ref At(number);
        return bytes.AsSpan(entry.Start, entry.NameLength);
    }

    public ReadOnlySpan<byte> ValueOf(int number)
    {
        ref readonly var entry = ref At(number);
        return bytes.AsSpan(entry.Start + entry.NameLength, entry.ValueLength);
    }

    /// <summary>
    /// Adds a field as the newest; false when it is larger than the table, which is empty then (section 4.4). The name may be one of the table's own.
    /// </summary>
    public bool Insert(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, in FieldFacts facts)
    {
        var length = name.Length + value.Length;
        if (length + EntryOverhead > MaxSize)
        {
            Evict(MaxSize);
            return false;
        }

        Evict(length + EntryOverhead);
        var old = MakeRoom(length);
        name.CopyTo(bytes.AsSpan(tail));
        value.CopyTo(bytes.AsSpan(tail + name.Length));
        // Only now: the name may lie in it.
        if (old.Length > 0)
            ArrayPool<byte>.Shared.Return(old);
        if (Count == ring.Length)
            GrowRing();
        At(inserted++) = new Entry { Start = tail, NameLength = name.Length, ValueLength = value.Length, Facts = facts };
        Count++;
        tail += length;
        size += length + EntryOverhead;
        return true;
    }

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        Count = size = tail = 0;
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
    }

    ref Entry At(int number) => ref ring[number & (ring.Length - 1)];

    void Evict(int room)
    {
        while (Count > 0 && size + room > MaxSize)
        {
            ref readonly var oldest = ref At(inserted - Count);
            size -= oldest.NameLength + oldest.ValueLength + EntryOverhead;
            Count--;
        }

        if (Count == 0)
            tail = 0;
    }

    // Live fields move to the front of a fresh buffer; the old one is returned, for spans into it are still in use.
    byte[] MakeRoom(int length)
    {
        if (Count == 0 && bytes.Length > 0 && length > bytes.Length || tail + length > bytes.Length)
            return Move(length);
        return [];
    }

    byte[] Move(int length)
    {
        var live = size - (Count * EntryOverhead);
        var old = bytes;
        bytes = ArrayPool<byte>.Shared.Rent(Math.Max(512, (live + length) * 2));
        var from = tail - live;
        old.AsSpan(from, live).CopyTo(bytes);
        for (var number = inserted - Count; number < inserted; number++)
            At(number).Start -= from;
        tail = live;
        return old;
    }

    void GrowRing()
    {
        var larger = new Entry[Math.Max(16, ring.Length * 2)];
        for (var number = inserted - Count; number < inserted; number++)
            larger[number & (larger.Length - 1)] = At(number);
        ring = larger;
    }

    struct Entry
    {
        public int Start;
        public int NameLength;
        public int ValueLength;
        public FieldFacts Facts;
    }
}
