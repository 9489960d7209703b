namespace Lateen.Local.Node;

/// <summary>Runs one action after changes. Many changes at once make one run: the one that runs sees those that came meanwhile.</summary>
internal sealed class Publisher(Func<Task> publish, Action<string> report)
{
    readonly Lock gate = new();
    Task running = Task.CompletedTask;
    bool isWanted;
    bool isRunning;

    /// <summary>Something changed.</summary>
    public void Signal()
    {
        lock (gate)
        {
            isWanted = true;
            if (isRunning)
                return;
            isRunning = true;
            running = Run();
        }
    }

    /// <summary>Completes when what was signalled until now is published.</summary>
    public Task Settle()
    {
        lock (gate)
            return running;
    }

    async Task Run()
    {
        await Task.Yield();
        while (Take())
        {
            try
            {
                await publish();
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or LocalMeshException)
            {
                report(problem.Message);
            }
        }
    }

    bool Take()
    {
        lock (gate)
        {
            isRunning = isWanted;
            isWanted = false;
            return isRunning;
        }
    }
}
