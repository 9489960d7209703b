using System.Collections.Immutable;

namespace Lateen.Proxy.Clusters;

/// <summary>
/// Earliest deadline first: an entry of weight w comes up again 1/w after it was taken, so each gets its share and runs of one entry are as short as can be.
/// A heap of fixed size; nothing is allocated after construction.
/// </summary>
sealed class EarliestDeadlineSchedule
{
    readonly PriorityQueue<int, (double Deadline, long Order)> queue;
    double now;
    long order;

    /// <summary>Starts at a random point of the cycle, so that many workers don't all begin with the same entry.</summary>
    /// <param name="weights">Above 0, at least one.</param>
    public EarliestDeadlineSchedule(ImmutableArray<double> weights, IRandom random)
    {
        queue = new(weights.Length);
        for (var i = 0; i < weights.Length; i++) Put(i, weights[i]);
        for (var skip = random.Next() % (ulong)weights.Length; skip > 0; skip--)
        {
            var index = Take();
            Put(index, weights[index]);
        }
    }

    /// <summary>The index that is due; give it back by <see cref="Put"/> before the next call.</summary>
    public int Take()
    {
        queue.TryDequeue(out var index, out var due);
        now = due.Deadline;
        return index;
    }

    /// <param name="weight">Above 0.</param>
    public void Put(int index, double weight) => queue.Enqueue(index, (now + (1 / weight), order++));
}
