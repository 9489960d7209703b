using k8s.Models;
using Lateen.Local.Manifests;
using Lateen.Local.Pods;
using Lateen.Local.Registry;

namespace Lateen.Local.Node;

/// <summary>Makes the pods that run those that the manifests want, so that whoever is called meanwhile answers.</summary>
/// <param name="Pods">Those that run.</param>
/// <param name="Planner">Says which shall.</param>
/// <param name="Factory">Makes new ones.</param>
/// <param name="Images">The user's own images.</param>
/// <param name="Start">Starts one that was made.</param>
/// <param name="Changed">Called when a pod becomes ready, or not.</param>
internal sealed record Reconciler(
    PodSet Pods, PodPlanner Planner, PodFactory Factory, Func<IReadOnlyDictionary<string, IReadOnlyList<string>>> Images, Action<RunningPod> Start, Action Changed)
{
    /// <summary>Applies a manifest. Pods that can't be made are said to be so, and what they should replace stays.</summary>
    /// <returns>What is wrong, a sentence each; empty when all could be made.</returns>
    /// <exception cref="LocalMeshException">There is no room for so many pods.</exception>
    public async Task<IReadOnlyList<string>> Apply(MeshManifest manifest, MeshRegistry registry, CancellationToken stop)
    {
        if (InPlace(Wanted(manifest)) is { Length: > 0 } first)
            await Pods.End(first, stop);
        var wanted = Wanted(manifest);
        var outcomes = await Task.WhenAll(Missing(wanted).Select(plan => Make(plan, manifest.Services, registry, stop)));
        var made = outcomes.Select(outcome => outcome.Pod).OfType<RunningPod>().ToArray();
        var failed = outcomes.Where(outcome => outcome.Pod is null).Select(outcome => outcome.Plan.Workload.Owner).ToHashSet();
        var retired = Surplus(wanted).Where(pod => !failed.Contains(pod.Plan.Workload.Owner)).ToArray();
        foreach (var pod in made)
        {
            Pods.Add(pod);
            Start(pod);
        }

        foreach (var group in retired.GroupBy(pod => pod.Plan.Workload.Owner))
            Pods.Retire(group, [.. made.Where(pod => pod.Plan.Workload.Owner == group.Key)], stop);
        return [.. outcomes.Select(outcome => outcome.Problem).Where(problem => problem.Length > 0).Distinct()];
    }

    IReadOnlyList<PodPlan> Wanted(MeshManifest manifest) => Planner.Plan(manifest, [.. Pods.Staying.Select(pod => pod.Plan)]);

    IEnumerable<PodPlan> Missing(IReadOnlyList<PodPlan> wanted) => wanted.Where(plan => !Pods.Staying.Any(pod => ReferenceEquals(pod.Plan, plan)));

    IEnumerable<RunningPod> Surplus(IReadOnlyList<PodPlan> wanted) => Pods.Staying.Where(pod => !wanted.Any(plan => ReferenceEquals(pod.Plan, plan)));

    // Those whose names their replacements need.
    RunningPod[] InPlace(IReadOnlyList<PodPlan> wanted)
    {
        var keys = Missing(wanted).Select(plan => plan.Key).ToHashSet();
        return [.. Surplus(wanted).Where(pod => keys.Contains(pod.Plan.Key))];
    }

    async Task<(PodPlan Plan, RunningPod? Pod, string Problem)> Make(PodPlan plan, IReadOnlyList<V1Service> services, MeshRegistry registry, CancellationToken stop)
    {
        try
        {
            return (plan, await Factory.Make(plan, services, registry, Images(), Changed, stop), "");
        }
        catch (Exception problem) when (problem is LocalMeshException or IOException or UnauthorizedAccessException)
        {
            Planner.Release(plan);
            return (plan, null, problem.Message);
        }
    }
}
