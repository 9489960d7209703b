using Lateen.Net;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Runtime;

/// <summary>One worker: an event loop with everything that lives on it. Other threads reach it by messages only.</summary>
public sealed class Worker(WorkerContext context, WorkerListeners listeners)
{
    public WorkerContext Context { get; } = context;

    /// <summary>On the worker's loop only.</summary>
    public WorkerListeners Listeners { get; } = listeners;

    public IEventLoop Loop => Context.Loop;

    /// <summary>Runs <paramref name="change"/> on the worker, in the order of posting. Any thread.</summary>
    public void Post(Action<Worker> change) => Loop.Post(static state => ((Message)state!).Run(), new Message(this, change));

    sealed record Message(Worker Worker, Action<Worker> Change)
    {
        public void Run() => Change(Worker);
    }
}
