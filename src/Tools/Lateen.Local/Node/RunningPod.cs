using Lateen.Local.Containers;
using Lateen.Local.Pods;
using Lateen.Local.Processes;
using Lateen.Local.State;

namespace Lateen.Local.Node;

/// <summary>A pod that runs: a supervisor per program, and a probe that says whether it can serve.</summary>
internal sealed class RunningPod(PodPlan plan, IReadOnlyList<(ContainerPlan Plan, Supervisor Supervisor)> containers, ReadinessProbe probe, TimeProvider time, Action changed) : IAsyncDisposable
{
    /// <summary>Between two probes of a pod that is not ready, and of one that is.</summary>
    static readonly TimeSpan WhileNotReady = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan WhileReady = TimeSpan.FromSeconds(1);

    readonly CancellationTokenSource stopping = new();
    Task running = Task.CompletedTask;
    volatile string reason = "starting";

    public PodPlan Plan => plan;

    public bool IsReady => reason.Length == 0;

    public PodStatus Status => new(plan.Namespace, plan.Name, IsReady, reason, plan.Address.ToString(), containers.Sum(container => container.Supervisor.State.Restarts),
        [.. containers.Select(container => new ContainerStatus(container.Plan.Name, container.Supervisor.State.ProcessId, container.Supervisor.State.Restarts))]);

    public void Start()
    {
        foreach (var (_, supervisor) in containers)
            supervisor.Changed = Recheck;
        running = Task.WhenAll([Probe(stopping.Token), .. containers.Select(container => container.Supervisor.Run(stopping.Token))]);
    }

    /// <summary>Ends the pod's programs; completes when they have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        Become("ending");
        await stopping.CancelAsync();
        await running;
        probe.Dispose();
        stopping.Dispose();
    }

    async Task Probe(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var found = NotRunning();
            if (found.Length == 0)
                found = await Check(stop);
            if (!stop.IsCancellationRequested)
                Become(NotRunning() is { Length: > 0 } ended ? ended : found);
            await Task.Delay(IsReady ? WhileReady : WhileNotReady, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<string> Check(CancellationToken stop)
    {
        try
        {
            return await probe.Check(stop);
        }
        catch (OperationCanceledException)
        {
            return "ending";
        }
        catch (Exception problem) when (problem is IOException or LocalMeshException)
        {
            return problem.Message;
        }
    }

    // A program that ended makes the pod unready at once, without waiting for the next probe.
    void Recheck()
    {
        if (NotRunning() is { Length: > 0 } ended && !stopping.IsCancellationRequested)
            Become(ended);
        else
            changed();
    }

    string NotRunning()
    {
        foreach (var (container, supervisor) in containers)
            if (supervisor.State is { IsRunning: false } state)
                return $"{container.Name} {state.Trouble}";
        return "";
    }

    void Become(string now)
    {
        if (reason == now)
            return;
        reason = now;
        changed();
    }
}
