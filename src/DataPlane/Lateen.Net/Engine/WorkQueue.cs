namespace Lateen.Net.Engine;

/// <summary>Connections that wait for one kind of step, each at most once. What is added while it is drained waits for the next drain.</summary>
sealed class WorkQueue
{
    public delegate ref bool QueuedFlag(StreamConnection connection);

    List<StreamConnection> waiting = new(64);
    List<StreamConnection> running = new(64);

    public int Count => waiting.Count;

    public void Add(StreamConnection connection, ref bool queued)
    {
        if (queued)
            return;
        queued = true;
        waiting.Add(connection);
    }

    public void Drain(QueuedFlag queued, Action<StreamConnection> step)
    {
        (waiting, running) = (running, waiting);
        foreach (var connection in running)
        {
            queued(connection) = false;
            step(connection);
        }

        running.Clear();
    }
}
