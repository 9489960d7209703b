using System.Runtime.InteropServices;

namespace Lateen.Proxy.Clusters;

/// <summary>A number that several workers change: a cell on cache lines of its own, so that neighbours don't slow each other.</summary>
public sealed class SharedCounter
{
    Cell cell;

    /// <summary>0 or more.</summary>
    public long Value => Volatile.Read(ref cell.Value);

    /// <summary>Adds one unless the counter has reached <paramref name="limit"/>. Every success is undone by exactly one <see cref="Release"/>.</summary>
    public bool TryReserve(uint limit)
    {
        if (Interlocked.Increment(ref cell.Value) <= limit) return true;
        Interlocked.Decrement(ref cell.Value);
        return false;
    }

    public void Add() => Interlocked.Increment(ref cell.Value);

    /// <summary>Counts one more and returns the count: for numbering.</summary>
    public long Next() => Interlocked.Increment(ref cell.Value);

    public void Release() => Interlocked.Decrement(ref cell.Value);

    [StructLayout(LayoutKind.Explicit, Size = 128)]
    struct Cell
    {
        [FieldOffset(64)]
        public long Value;
    }
}
