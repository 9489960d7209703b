using System.Runtime.InteropServices;

namespace Lateen.Net.Engine;

/// <summary>Connections that wait for one kind of step, each at most once. What is added while it is drained waits for the next drain.</summary>
/// <param name="mark">What a waiting connection is marked with.</param>
/// <param name="step">What it waits for.</param>
sealed class WorkQueue(WorkMarks mark, WorkStep step)
{
    List<StreamConnection> waiting = new(64);
    List<StreamConnection> running = new(64);

    public int Count => waiting.Count;

    public void Add(StreamConnection connection)
    {
        if ((connection.Queued & mark) != 0)
            return;
        connection.Queued |= mark;
        waiting.Add(connection);
    }

    public void Drain()
    {
        (waiting, running) = (running, waiting);
        foreach (var connection in CollectionsMarshal.AsSpan(running))
        {
            connection.Queued &= ~mark;
            if (step == WorkStep.Deliver)
                connection.RunDelivery();
            else
                connection.RunFlush();
        }

        running.Clear();
    }
}
