using k8s.Models;
using Lateen.Citadel;
using Lateen.Local.Containers;
using Lateen.Local.Images;
using Lateen.Local.Pods;
using Lateen.Local.Processes;
using Lateen.Local.Registry;
using Lateen.Local.Sandbox;
using Lateen.Local.State;

namespace Lateen.Local.Node;

/// <summary>Makes pods: their network, files and programs.</summary>
internal sealed class PodFactory(Launch launch, MeshDirectory directory, ISandbox sandbox, TokenIssuer tokens, TimeProvider time) : IDisposable
{
    const string ProxyFolder = "proxy";
    const string BookinfoFolder = "bookinfo";
    const string EnvoyFolder = "envoy";

    readonly PodFiles files = new(sandbox, tokens);
    readonly List<LogFile> logs = [];
    readonly Lock gate = new();

    /// <summary>The folders that pods must see.</summary>
    public static IReadOnlyDictionary<string, string> Programs(Launch launch)
    {
        var programs = new Dictionary<string, string>
        {
            [ProxyFolder] = Path.GetDirectoryName(launch.ProxyProgram)!,
            [BookinfoFolder] = Path.GetDirectoryName(launch.BookinfoProgram)!,
            [ContainerPlanner.DotnetFolder] = launch.DotnetRoot,
        };
        if (launch.Envoy is not null)
            programs[EnvoyFolder] = Path.GetDirectoryName(launch.Envoy)!;
        return programs;
    }

    public void Dispose()
    {
        foreach (var log in logs)
            log.Dispose();
    }

    /// <summary>Makes a pod that does not run yet.</summary>
    /// <param name="images">The user's own.</param>
    /// <param name="changed">Called when the pod becomes ready, or not.</param>
    /// <exception cref="LocalMeshException">It can't run here; nothing of it is left.</exception>
    public async Task<RunningPod> Make(
        PodPlan plan, IReadOnlyList<V1Service> services, MeshRegistry registry, IReadOnlyDictionary<string, IReadOnlyList<string>> images, Action changed, CancellationToken cancel)
    {
        var network = registry.NetworkOf(plan);
        var proxy = new ProxyCommand(Inside(ProxyFolder, launch.ProxyProgram), launch.Envoy is null ? null : Inside(EnvoyFolder, launch.Envoy), sandbox.Layout);
        // First what may be refused.
        var containers = new ContainerPlanner(new ImageCatalog(images, Inside(BookinfoFolder, launch.BookinfoProgram)), proxy, sandbox, directory.Root).Plan(plan, services, network);
        await sandbox.Add(plan, network, cancel);
        if (plan.HasProxy)
            await files.Write(plan, cancel);
        return new RunningPod(plan, [.. containers.Select(container => (container, Supervise(plan, container)))], new ReadinessProbe(plan, sandbox), time, changed);
    }

    /// <summary>A program's log.</summary>
    public LogFile Log(string podKey, string container)
    {
        var path = directory.LogOf(podKey, container);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var log = new LogFile(path);
        lock (gate)
            logs.Add(log);
        return log;
    }

    string Inside(string folder, string program) => Path.Combine(sandbox.Folder(folder), Path.GetFileName(program));

    Supervisor Supervise(PodPlan plan, ContainerPlan container)
    {
        var log = Log(plan.Key, container.Name);
        return new Supervisor(() => LoggedProcess.Start(sandbox.Enter(plan, container), container.Environment, log), time);
    }
}
