using System.Runtime.CompilerServices;

namespace Lateen.Net;

/// <summary>
/// Bytes in a list of slabs: appended at the end, consumed at the front. The output of a connection, and the place for a body that a filter must hold. It
/// owns no memory while empty. Who fills it checks <see cref="Length"/> against its own limit.
/// </summary>
public sealed unsafe class SlabChain(SlabPool pool)
{
    /// <summary>The largest room that <see cref="GetSpan"/> gives in one piece.</summary>
    public const int MaxSpan = SlabPool.MediumBytes;

    Slab* first;
    Slab* last;

    public long Length { get; private set; }

    public bool IsEmpty => Length == 0;

    /// <summary>The first piece; empty when the chain is.</summary>
    public ReadOnlySpan<byte> First => first == null ? default : Slab.Filled(first);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = GetSpan(1);
            var part = Math.Min(room.Length, bytes.Length);
            Unsafe.CopyBlockUnaligned(ref room[0], in bytes[0], (uint)part);
            Advance(part);
            bytes = bytes[part..];
        }
    }

    /// <summary>At least <paramref name="sizeHint"/> bytes (1 to <see cref="MaxSpan"/>) behind the end, to be committed by <see cref="Advance"/>.</summary>
    public Span<byte> GetSpan(int sizeHint)
    {
        if (last == null || last->Room < sizeHint)
            AddSlab(sizeHint);
        return Slab.Free(last);
    }

    /// <summary>Commits 0 to the length of the last span given.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (last == null || count > last->Room)
            throw new ArgumentOutOfRangeException(nameof(count), count, "More than GetSpan gave.");
        last->End += count;
        Length += count;
    }

    /// <summary>Moves everything of <paramref name="other"/>, of the same pool, behind the end.</summary>
    public void Append(SlabChain other)
    {
        if (other.first == null)
            return;
        if (last != null && last->Length == 0)
            DropLastEmpty();
        if (last == null)
            first = other.first;
        else
            last->Next = other.first;
        last = other.last;
        Length += other.Length;
        other.first = other.last = null;
        other.Length = 0;
    }

    /// <summary>Drops the first <paramref name="count"/> bytes, 0 to <see cref="Length"/>.</summary>
    public void Consume(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        Length -= count;
        while (first != null && count >= first->Length)
        {
            count -= first->Length;
            RemoveFirst();
        }

        if (count > 0)
            first->Start += (int)count;
    }

    /// <summary>Copies from the front without consuming; returns how many.</summary>
    public int CopyTo(Span<byte> destination)
    {
        var done = 0;
        for (var slab = first; slab != null && done < destination.Length; slab = slab->Next)
        {
            var part = Slab.Filled(slab);
            if (part.Length > destination.Length - done)
                part = part[..(destination.Length - done)];
            part.CopyTo(destination[done..]);
            done += part.Length;
        }

        return done;
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Returns every slab. A chain that is dropped without it leaks what it holds.</summary>
    public void Clear()
    {
        while (first != null)
            RemoveFirst();
        Length = 0;
    }

    internal Slab* FirstSlab => first;

    void AddSlab(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeHint, MaxSpan);
        if (last != null && last->Length == 0)
            DropLastEmpty();
        // The first slab is small, since most messages are; what outgrows it is likely a body.
        var slab = pool.Rent(Math.Max(sizeHint, first == null ? 1 : SlabPool.SmallBytes + 1));
        if (last == null)
            first = slab;
        else
            last->Next = slab;
        last = slab;
    }

    void DropLastEmpty()
    {
        if (first == last)
        {
            RemoveFirst();
            return;
        }

        var slab = first;
        while (slab->Next != last)
            slab = slab->Next;
        pool.Return(last);
        slab->Next = null;
        last = slab;
    }

    void RemoveFirst()
    {
        var slab = first;
        first = slab->Next;
        if (first == null)
            last = null;
        pool.Return(slab);
    }
}
