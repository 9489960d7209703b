using Lateen.Local.Pods;
using Lateen.Local.Sandbox;

namespace Lateen.Local.Node;

/// <summary>The pods of a mesh: those that stay, and those that are leaving.</summary>
internal sealed class PodSet(ISandbox sandbox, PodPlanner planner, TimeProvider time, Action changed, Action<string> report)
{
    /// <summary>From when nobody shall call a pod any more until everybody knows.</summary>
    static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    /// <summary>How long those that replace a pod may take to be ready before it goes anyway.</summary>
    static readonly TimeSpan ReplacementPatience = TimeSpan.FromSeconds(60);

    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    readonly Lock gate = new();
    readonly List<Task> leaving = [];
    volatile IReadOnlyList<RunningPod> pods = [];

    /// <summary>All, also those that are leaving.</summary>
    public IReadOnlyList<RunningPod> All => pods;

    public IEnumerable<RunningPod> Staying => pods.Where(pod => !pod.IsLeaving);

    public void Add(RunningPod pod)
    {
        lock (gate)
            pods = [.. pods, pod];
    }

    /// <summary>Ends pods in order: when their replacements are ready, nobody is sent to them any more; then their programs end.</summary>
    public void Retire(IEnumerable<RunningPod> retired, IReadOnlyList<RunningPod> replacements, CancellationToken stop)
    {
        lock (gate)
        {
            leaving.RemoveAll(task => task.IsCompleted);
            leaving.AddRange(retired.Select(pod => Leave(pod, replacements, stop)));
        }
    }

    /// <summary>Ends pods without replacement and waits until they are gone.</summary>
    public Task End(IEnumerable<RunningPod> ended, CancellationToken stop) => Task.WhenAll(ended.Select(pod => Leave(pod, [], stop)));

    /// <summary>Ends everything at once.</summary>
    public async Task EndAll()
    {
        Task[] present;
        RunningPod[] staying = [.. Staying];
        var nobodyCalls = Task.WhenAll(staying.Select(pod => pod.ApplicationsEnded));
        lock (gate)
            present = [.. leaving, .. staying.Select(pod => pod.End(nobodyCalls))];
        await Task.WhenAll(present);
    }

    async Task Leave(RunningPod pod, IReadOnlyList<RunningPod> replacements, CancellationToken stop)
    {
        pod.MarkLeaving();
        await WaitFor(replacements, stop);
        pod.Refuse();
        await Task.Delay(Farewell, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await pod.DisposeAsync();
        if (stop.IsCancellationRequested)
            return;
        await Remove(pod.Plan);
        lock (gate)
        {
            pods = [.. pods.Where(other => other != pod)];
            planner.Release(pod.Plan);
        }

        changed();
    }

    async Task Remove(PodPlan plan)
    {
        try
        {
            await sandbox.Remove(plan);
        }
        catch (Exception problem) when (problem is LocalMeshException or IOException or UnauthorizedAccessException)
        {
            report(problem.Message);
        }
    }

    async Task WaitFor(IReadOnlyList<RunningPod> replacements, CancellationToken stop)
    {
        var started = time.GetTimestamp();
        while (!stop.IsCancellationRequested && replacements.Any(pod => !pod.IsReady && !pod.IsLeaving) && time.GetElapsedTime(started) < ReplacementPatience)
            await Task.Delay(BetweenLooks, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
