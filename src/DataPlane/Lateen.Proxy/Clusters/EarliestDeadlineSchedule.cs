namespace Lateen.Proxy.Clusters;

/// <summary>
/// Earliest deadline first: a host of weight w comes up again 1/w after it was taken, so each gets its share and runs of one host are as short as can be.
/// A heap of fixed size; nothing is allocated after construction.
/// </summary>
internal sealed class EarliestDeadlineSchedule
{
    readonly PriorityQueue<int, (double Deadline, long Order)> queue;
    double now;
    long order;

    /// <summary>Starts at a random point of the cycle, so that many workers don't all begin with the same host.</summary>
    public EarliestDeadlineSchedule(HostSet hosts, IRandom random)
    {
        queue = new(hosts.Count);
        for (var i = 0; i < hosts.Count; i++) Put(i, hosts.Hosts[i].Weight);
        for (var skip = random.Next() % (ulong)hosts.Count; skip > 0; skip--)
        {
            var index = Take();
            Put(index, hosts.Hosts[index].Weight);
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
    public void Put(int index, double weight) => queue.Enqueue(index, (now + 1 / weight, order++));
}
