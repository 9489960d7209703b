using System.Runtime.InteropServices;

namespace Lateen.Net;

/// <summary>
/// Native memory in three sizes (4, 16 and 64 KiB), cached per loop so that renting is a pop from a list. What is cached is bounded; what is rented is bounded
/// by the watermarks of those who rent, and counted here for overload decisions. Not thread-safe: a pool belongs to its loop.
/// </summary>
public sealed unsafe class SlabPool : IDisposable
{
    /// <summary>Usable bytes of the three sizes; the header of a slab is taken from the round figure, so that malloc gets whole pages.</summary>
    internal const int SmallBytes = 4096 - Slab.HeaderBytes;
    internal const int MediumBytes = (16 * 1024) - Slab.HeaderBytes;
    internal const int LargeBytes = (64 * 1024) - Slab.HeaderBytes;

    readonly FreeList small;
    readonly FreeList medium;
    readonly FreeList large;

    /// <param name="cachedBytesPerSize">How many bytes of each size are kept for reuse; the rest goes back to the allocator.</param>
    public SlabPool(long cachedBytesPerSize = 1024 * 1024)
    {
        small = new(SmallBytes, cachedBytesPerSize);
        medium = new(MediumBytes, cachedBytesPerSize);
        large = new(LargeBytes, cachedBytesPerSize);
    }

    /// <summary>Bytes now in use, headers included.</summary>
    public long RentedBytes => small.Rented + medium.Rented + large.Rented;

    /// <summary>Bytes kept for reuse.</summary>
    public long CachedBytes => small.Cached + medium.Cached + large.Cached;

    /// <summary>A slab for at least <paramref name="bytes"/>; more than the largest size is allocated exactly and never cached.</summary>
    internal Slab* Rent(int bytes)
        => bytes <= SmallBytes ? small.Rent() : bytes <= MediumBytes ? medium.Rent() : bytes <= LargeBytes ? large.Rent() : large.RentOversize(bytes);

    internal void Return(Slab* slab) => ListFor(slab->Capacity).Return(slab);

    public void Dispose()
    {
        small.Free();
        medium.Free();
        large.Free();
    }

    FreeList ListFor(int capacity) => capacity == SmallBytes ? small : capacity == MediumBytes ? medium : large;

    sealed class FreeList(int capacity, long limit)
    {
        Slab* head;

        public long Rented { get; private set; }

        public long Cached { get; private set; }

        public Slab* Rent()
        {
            var slab = head;
            if (slab == null)
            {
                slab = Allocate(capacity);
            }
            else
            {
                head = slab->Next;
                Cached -= slab->TotalBytes;
            }

            Rented += slab->TotalBytes;
            slab->Reset();
            return slab;
        }

        public Slab* RentOversize(int bytes)
        {
            var slab = Allocate(bytes);
            Rented += slab->TotalBytes;
            slab->Reset();
            return slab;
        }

        public void Return(Slab* slab)
        {
            Rented -= slab->TotalBytes;
            if (slab->Capacity != capacity || Cached + slab->TotalBytes > limit)
            {
                NativeMemory.Free(slab);
                return;
            }

            slab->Next = head;
            head = slab;
            Cached += slab->TotalBytes;
        }

        public void Free()
        {
            while (head != null)
            {
                var next = head->Next;
                NativeMemory.Free(head);
                head = next;
            }

            Cached = 0;
        }

        static Slab* Allocate(int bytes)
        {
            var slab = (Slab*)NativeMemory.Alloc((nuint)(bytes + Slab.HeaderBytes));
            slab->Capacity = bytes;
            return slab;
        }
    }
}
