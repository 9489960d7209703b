namespace Lateen.Net.Engine;

/// <summary>
/// What a handler has not consumed yet, in one piece, with room behind it to receive into. Owns a slab only while it holds something. A mutable struct: a field of its
/// connection, never copied.
/// </summary>
unsafe struct UnconsumedBytes
{
    const int MinimumRoom = 4096;

    Slab* slab;

    public readonly bool IsEmpty => slab == null;

    public readonly int Length => slab == null ? 0 : slab->Length;

    public readonly ReadOnlySpan<byte> Bytes => slab == null ? default : Slab.Filled(slab);

    /// <summary>Where to receive behind the bytes; call <see cref="MakeRoom"/> first.</summary>
    public readonly byte* Tail => Slab.Bytes(slab) + slab->End;

    public readonly int Room => slab->Room;

    public readonly void Commit(int count) => slab->End += count;

    public void Append(SlabPool pool, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (slab == null)
            slab = pool.Rent(bytes.Length);
        else if (slab->Room < bytes.Length)
            Grow(pool, slab->Length + bytes.Length);
        bytes.CopyTo(Slab.Free(slab));
        slab->End += bytes.Length;
    }

    public void Consume(SlabPool pool, int count)
    {
        slab->Start += count;
        if (slab->Length == 0)
            Free(pool);
    }

    public void Free(SlabPool pool)
    {
        if (slab == null)
            return;
        pool.Return(slab);
        slab = null;
    }

    /// <summary>Makes room behind the bytes: moves them to the front of their slab, or to one up to twice as large, not much beyond <paramref name="limit"/>.</summary>
    public void MakeRoom(SlabPool pool, int limit)
    {
        if (slab->Room > 0 && slab->Room >= slab->Capacity / 4)
            return;
        var length = slab->Length;
        if (slab->Start < slab->Capacity / 4)
        {
            Grow(pool, Math.Max(length + MinimumRoom, (int)Math.Min(length * 2L, (long)limit + MinimumRoom)));
            return;
        }

        Slab.Filled(slab).CopyTo(new Span<byte>(Slab.Bytes(slab), slab->Capacity));
        slab->Start = 0;
        slab->End = length;
    }

    void Grow(SlabPool pool, int capacity)
    {
        var larger = pool.Rent(capacity);
        var length = slab->Length;
        Slab.Filled(slab).CopyTo(Slab.Free(larger));
        larger->End = length;
        pool.Return(slab);
        slab = larger;
    }
}
