using System.Collections.Immutable;
using Lateen.Net;
using Lateen.Net.Epoll;

namespace Lateen.ProxyApp.Hosting;

/// <summary>The workers' loops, each on a thread of its own.</summary>
sealed class WorkerThreads
{
    // A worker's frames are flat: codecs and filters call down, never around.
    const int StackBytes = 512 * 1024;
    readonly ImmutableArray<EpollEventLoop> loops;
    ImmutableArray<Thread> threads = [];

    public WorkerThreads(int count, PodAddresses? addresses, Action<string> log)
    {
        loops = [.. Enumerable.Range(0, count).Select(index => new EpollEventLoop($"worker-{index}", addresses))];
        foreach (EpollEventLoop loop in loops)
            loop.Faulted = problem => log($"a defect of ours, which costs one connection: {problem}");
    }

    public IReadOnlyList<IEventLoop> Loops => loops;

    public void Start()
    {
        threads = [.. loops.Select(loop => new Thread(loop.Run, StackBytes) { Name = loop.Name, IsBackground = true })];
        foreach (Thread thread in threads)
            thread.Start();
    }

    /// <summary>Ends the loops and waits for their threads; connections that are still open are closed with their sockets.</summary>
    public void Stop()
    {
        foreach (EpollEventLoop loop in loops)
            loop.Stop();
        foreach (Thread thread in threads)
            thread.Join();
        foreach (EpollEventLoop loop in loops)
            loop.Dispose();
    }
}
