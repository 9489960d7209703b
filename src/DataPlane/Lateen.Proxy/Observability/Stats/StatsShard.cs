using System.Runtime.CompilerServices;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// The statistics of one event loop. Only that loop's thread writes; the main loop reads while it merges, so a value it sees may
/// be one increment behind, never torn. Memory for a block of cells appears when one of them is first written.
/// </summary>
public sealed class StatsShard
{
    const int BlockBits = 8;
    const int BlockSize = 1 << BlockBits;
    const int BlockMask = BlockSize - 1;

    long[]?[] _blocks = new long[]?[16];
    HistogramData?[] _histograms = new HistogramData?[16];

    /// <summary>Adds 1 to a counter.</summary>
    public void Increment(Counter counter) => Cell(counter.Cell)++;

    /// <summary>Adds <paramref name="count"/>, which is not negative, to a counter.</summary>
    public void Add(Counter counter, long count) => Cell(counter.Cell) += count;

    /// <summary>Adds 1 to a gauge.</summary>
    public void Increment(Gauge gauge) => Add(gauge, 1);

    /// <summary>Takes 1 from a gauge. The shard that adds and the one that takes may differ: only the sum has a meaning.</summary>
    public void Decrement(Gauge gauge) => Add(gauge, -1);

    /// <summary>Adds a number of any sign to a gauge.</summary>
    public void Add(Gauge gauge, long count)
    {
        ref var cell = ref Cell(gauge.Cell);
        cell += count;
        Unsafe.Add(ref cell, 1) = 1;
    }

    /// <summary>Sets a gauge that no other shard writes.</summary>
    public void Set(Gauge gauge, long value)
    {
        ref var cell = ref Cell(gauge.Cell);
        cell = value;
        Unsafe.Add(ref cell, 1) = 1;
    }

    /// <summary>Records one value; a negative one counts as 0.</summary>
    public void Record(Histogram histogram, long value)
    {
        if (histogram.Slot == 0)
            return;
        var slot = histogram.Slot;
        if ((uint)slot >= (uint)_histograms.Length || _histograms[slot] is not { } data)
            data = AddHistogram(slot);
        data.Record(value);
    }

    /// <summary>The cell's value as any thread may read it; 0 when it was never written.</summary>
    internal long Read(int cell)
    {
        var blocks = Volatile.Read(ref _blocks);
        var block = cell >> BlockBits;
        return block < blocks.Length && Volatile.Read(ref blocks[block]) is { } cells ? Volatile.Read(ref cells[cell & BlockMask]) : 0;
    }

    /// <summary>The histogram's data, or null when nothing was recorded.</summary>
    internal HistogramData? ReadHistogram(int slot)
    {
        var histograms = Volatile.Read(ref _histograms);
        return slot < histograms.Length ? Volatile.Read(ref histograms[slot]) : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref long Cell(int cell)
    {
        var blocks = _blocks;
        var block = cell >> BlockBits;
        return ref (uint)block < (uint)blocks.Length && blocks[block] is { } cells
            ? ref cells[cell & BlockMask]
            : ref AddBlock(block)[cell & BlockMask];
    }

    long[] AddBlock(int block)
    {
        if (block >= _blocks.Length)
            Volatile.Write(ref _blocks, Grown(_blocks, block));
        var cells = new long[BlockSize];
        Volatile.Write(ref _blocks[block], cells);
        return cells;
    }

    HistogramData AddHistogram(int slot)
    {
        if (slot >= _histograms.Length)
            Volatile.Write(ref _histograms, Grown(_histograms, slot));
        var data = new HistogramData();
        Volatile.Write(ref _histograms[slot], data);
        return data;
    }

    static T[] Grown<T>(T[] old, int index)
    {
        var longer = new T[Math.Max(index + 1, old.Length * 2)];
        old.CopyTo(longer, 0);
        return longer;
    }
}
