using Lateen.Local.Containers;
using Lateen.Local.Pods;
using Lateen.Local.Processes;
using Lateen.Local.State;

namespace Lateen.Local.Node;

/// <summary>A pod that runs: a supervisor per program, and a probe that says whether it can serve.</summary>
internal sealed class RunningPod(PodPlan plan, IReadOnlyList<(ContainerPlan Plan, Supervisor Supervisor)> containers, ReadinessProbe probe, TimeProvider time, Action changed) : IAsyncDisposable
{
    /// <summary>Between two probes of a pod that is not ready, and of one that is.</summary>
    static readonly TimeSpan WhileNotReady = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan WhileReady = TimeSpan.FromSeconds(1);

    /// <summary>How often in a row the probe of a ready pod must fail, as in Kubernetes: one answer that is late says little.</summary>
    const int FailureThreshold = 3;

    readonly CancellationTokenSource stopping = new();
    readonly CancellationTokenSource hurrying = new();
    Task running = Task.CompletedTask;
    volatile string reason = "starting";
    volatile bool isLeaving;
    volatile bool isRefusing;

    public PodPlan Plan => plan;

    /// <summary>Whether others may be sent to it.</summary>
    public bool IsReady => reason.Length == 0 && !isRefusing;

    /// <summary>Whether it is being replaced or removed; it may still be ready.</summary>
    public bool IsLeaving => isLeaving;

    /// <summary>Whether it was started.</summary>
    public bool IsStarted { get; private set; }

    public PodStatus Status => new(plan.Namespace, plan.Name, IsReady, isRefusing ? "leaving" : reason, plan.Address.ToString(), containers.Sum(container => container.Supervisor.State.Restarts),
        [.. containers.Select(container => new ContainerStatus(container.Plan.Name, container.Supervisor.State.ProcessId, container.Supervisor.State.Restarts))]);

    /// <summary>Completes when the pod's applications have ended, its proxy aside.</summary>
    public Task ApplicationsEnded { get; private set; } = Task.CompletedTask;

    /// <summary>Starts the pod's programs.</summary>
    /// <param name="proxiesMayStart">Completes when there is a control plane for the proxy to ask; applications don't wait.</param>
    public void Start(Task proxiesMayStart)
    {
        IsStarted = true;
        foreach (var (_, supervisor) in containers)
            supervisor.Changed = Recheck;
        var programs = containers.ToDictionary(container => container.Plan.Name, container => Run(container.Plan, container.Supervisor, proxiesMayStart));
        ApplicationsEnded = Task.WhenAll(programs.Where(program => program.Key != ContainerPlan.ProxyName).Select(program => program.Value));
        running = Task.WhenAll([Probe(stopping.Token), .. programs.Values]);
    }

    /// <summary>It is being replaced, or removed.</summary>
    public void MarkLeaving() => isLeaving = true;

    /// <summary>From now on it is not ready, whatever its programs say.</summary>
    public void Refuse()
    {
        isRefusing = true;
        changed();
    }

    /// <summary>Ends the pod's programs, its proxy after the drain; completes when they have ended.</summary>
    public ValueTask DisposeAsync() => new(End(nobodyCalls: new TaskCompletionSource().Task));

    /// <summary>Ends the pod's programs; completes when they have ended.</summary>
    /// <param name="nobodyCalls">Once it completes, a proxy that drains for those who may still call need not.</param>
    public async Task End(Task nobodyCalls)
    {
        Become("ending");
        await stopping.CancelAsync();
        await Task.WhenAny(running, nobodyCalls);
        if (nobodyCalls.IsCompleted)
            await hurrying.CancelAsync();
        await running;
        probe.Dispose();
        stopping.Dispose();
        hurrying.Dispose();
    }

    async Task Run(ContainerPlan container, Supervisor supervisor, Task proxiesMayStart)
    {
        if (container.Name == ContainerPlan.ProxyName)
            await proxiesMayStart.WaitAsync(stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await supervisor.Run(stopping.Token, hurrying.Token);
    }

    async Task Probe(CancellationToken stop)
    {
        for (var failures = 0; !stop.IsCancellationRequested;)
        {
            var found = NotRunning();
            if (found.Length == 0)
                found = await Check(stop);
            failures = found.Length == 0 ? 0 : failures + 1;
            var ended = NotRunning();
            if (!stop.IsCancellationRequested && (ended.Length > 0 || found.Length == 0 || !IsReady || failures >= FailureThreshold))
                Become(ended.Length > 0 ? ended : found);
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
