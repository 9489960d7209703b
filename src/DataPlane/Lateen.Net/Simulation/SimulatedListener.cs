using Lateen.Net.Engine;

namespace Lateen.Net.Simulation;

/// <summary>A listening socket with its backlog.</summary>
sealed class SimulatedListener : IListener, ITimerHandler
{
    const long RetryNanoseconds = 100_000_000;

    readonly SimulatedNetwork network;
    readonly Queue<(SimulatedConnection Client, NetAddress Original, NetAddress Target)> backlog = new();
    readonly LoopTimer retry;
    bool paused;
    bool exhausted;
    bool closed;

    public SimulatedListener(SimulatedNetwork network, SimulatedEventLoop loop, NetAddress address, bool reusePort, IAcceptHandler handler)
    {
        this.network = network;
        Loop = loop;
        LocalAddress = address;
        ReusePort = reusePort;
        Handler = handler;
        retry = new LoopTimer(this);
    }

    public SimulatedEventLoop Loop { get; }

    public NetAddress LocalAddress { get; }

    public bool ReusePort { get; }

    public IAcceptHandler Handler { get; set; }

    public void Pause() => paused = true;

    public void Resume()
    {
        paused = false;
        Loop.Receive(AcceptWaiting);
    }

    public void Close()
    {
        if (closed)
            return;
        closed = true;
        Loop.Cancel(retry);
        network.Forget(this);
        while (backlog.TryDequeue(out var waiting))
            waiting.Client.RefuseConnect(Errno.ECONNRESET);
    }

    public void Enqueue(SimulatedConnection client, NetAddress original, NetAddress target)
    {
        backlog.Enqueue((client, original, target));
        Loop.Receive(AcceptWaiting);
    }

    public void OnTimer(LoopTimer timer)
    {
        exhausted = false;
        AcceptWaiting();
    }

    void AcceptWaiting()
    {
        while (!paused && !exhausted && !closed && backlog.Count > 0)
        {
            if (network.AcceptFault != 0)
            {
                exhausted = true;
                Loop.Schedule(retry, RetryNanoseconds);
                Handler.OnAcceptPaused(network.AcceptFault);
                return;
            }

            var (client, original, target) = backlog.Dequeue();
            network.Establish(this, client, original, target);
        }
    }
}
