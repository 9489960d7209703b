using System.Numerics;

namespace Lateen.Net;

/// <summary>
/// A hierarchical wheel of one-millisecond ticks: seven levels of 64 slots, each level 64 times coarser, which reaches 139 years. A timer sits on the level of the highest
/// group of six bits in which its tick differs from the present one, and moves down when the present enters its block. So arming and disarming are O(1) without
/// allocation, and timers of one tick keep the order in which they were armed.
/// </summary>
sealed class TimerWheel
{
    public const long NanosecondsPerTick = 1_000_000;
    const int LevelBits = 6;
    const int SlotsPerLevel = 1 << LevelBits;
    const int Levels = 7;
    const long MaxTicks = (1L << (LevelBits * Levels)) - 1;

    readonly TimerSlot[] slots = new TimerSlot[Levels * SlotsPerLevel];
    readonly ulong[] occupied = new ulong[Levels];
    readonly TimerSlot due = new(-1, 0);
    readonly long origin;
    long current;

    public TimerWheel(long nowNanoseconds)
    {
        origin = nowNanoseconds;
        for (var i = 0; i < slots.Length; i++)
            slots[i] = new TimerSlot(i / SlotsPerLevel, i % SlotsPerLevel);
    }

    public int Count { get; private set; }

    public void Schedule(LoopTimer timer, long deadlineNanoseconds)
    {
        Cancel(timer);
        timer.Deadline = deadlineNanoseconds;
        var ticks = Math.Max(0, deadlineNanoseconds - origin);
        // Rounded up, and always behind the tick that is being run, so that nothing fires early or inside its own round.
        var tick = (ticks / NanosecondsPerTick) + (ticks % NanosecondsPerTick == 0 ? 0 : 1);
        timer.Tick = Math.Clamp(tick, current + 1, MaxTicks);
        Count++;
        Place(timer);
    }

    public void Cancel(LoopTimer timer)
    {
        if (timer.Slot is not { } slot)
            return;
        slot.Remove(timer);
        Count--;
        if (slot.First is null && slot.Level >= 0)
            occupied[slot.Level] &= ~(1UL << slot.Index);
    }

    /// <summary>The time before which nothing needs to be done; it may come before the first deadline. long.MaxValue when nothing is armed.</summary>
    public long NextWake
    {
        get
        {
            for (var level = 0; level < Levels; level++)
            {
                if (occupied[level] == 0)
                    continue;
                var shift = level * LevelBits;
                var index = BitOperations.TrailingZeroCount(occupied[level]);
                var block = current >> (shift + LevelBits) << (shift + LevelBits);
                return origin + ((block + ((long)index << shift)) * NanosecondsPerTick);
            }

            return long.MaxValue;
        }
    }

    /// <summary>Fires everything whose deadline is not after <paramref name="nowNanoseconds"/>. Timers armed meanwhile wait for a later call.
    /// <paramref name="report"/> filters exceptions.</summary>
    public void Advance(long nowNanoseconds, Func<Exception, bool> report)
    {
        var target = (nowNanoseconds - origin) / NanosecondsPerTick;
        while (current < target)
        {
            var next = Math.Min(target, (NextWake == long.MaxValue ? long.MaxValue : (NextWake - origin) / NanosecondsPerTick));
            MoveTo(next);
        }

        while (due.First is { } timer)
        {
            due.Remove(timer);
            Count--;
            try
            {
                timer.Fire();
            }
            catch (Exception exception) when (report(exception))
            {
                // Reported: the next timer is not to blame.
            }
        }
    }

    /// <summary>Enters a tick: what waits on higher levels for its block comes down, what waits for the tick itself becomes due.</summary>
    void MoveTo(long tick)
    {
        var changed = current ^ tick;
        current = tick;
        for (var level = Levels - 1; level >= 0; level--)
        {
            if (changed >> (level * LevelBits) != 0)
                Empty(level, (int)(tick >> (level * LevelBits)) & (SlotsPerLevel - 1));
        }
    }

    void Empty(int level, int index)
    {
        if ((occupied[level] & (1UL << index)) == 0)
            return;
        var slot = slots[(level * SlotsPerLevel) + index];
        occupied[level] &= ~(1UL << index);
        while (slot.First is { } timer)
        {
            slot.Remove(timer);
            Place(timer);
        }
    }

    void Place(LoopTimer timer)
    {
        if (timer.Tick <= current)
        {
            due.Add(timer);
            return;
        }

        var level = Math.Min(Levels - 1, (63 - BitOperations.LeadingZeroCount((ulong)(timer.Tick ^ current))) / LevelBits);
        var index = (int)(timer.Tick >> (level * LevelBits)) & (SlotsPerLevel - 1);
        slots[(level * SlotsPerLevel) + index].Add(timer);
        occupied[level] |= 1UL << index;
    }
}
