using System.Runtime.InteropServices;
using Lateen.Local.Containers;
using Lateen.Local.Sandbox;
using Lateen.Local.State;

namespace Lateen.Local.Launching;

/// <summary>Finds and ends local meshes.</summary>
public static class Meshes
{
    static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a mesh may take to end in order before it is killed.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>All meshes of this user, also those that ended badly.</summary>
    public static IEnumerable<string> Names(string stateFolder) => MeshDirectory.All(stateFolder).Select(mesh => mesh.Name);

    /// <summary>A mesh as its node last saw it, with process ids as this machine sees them; null when none of this name runs.</summary>
    public static MeshStatus? Find(string stateFolder, string name)
    {
        var directory = new MeshDirectory(stateFolder, name);
        if (NodeOf(directory) is not { } node || StateFile.TryRead<MeshStatus>(directory.StatusFile) is not { } status)
            return null;
        if (!HasProcessNamespace(status.Isolation))
            return status;
        return status with { Pods = [.. status.Pods.Select(pod => pod with { Containers = [.. pod.Containers.Select(container => Translate(container, node))] })] };
    }

    /// <summary>A process in the node's network, as this machine sees it; null when no mesh of this name runs.</summary>
    public static int? NodeProcess(string stateFolder, string name) => NodeOf(new MeshDirectory(stateFolder, name))?.Id;

    /// <summary>Ends a mesh and removes what it left, also after a crash.</summary>
    /// <returns>False when there is none of this name.</returns>
    public static async Task<bool> End(string stateFolder, string name, TimeProvider time, CancellationToken cancel)
    {
        var directory = new MeshDirectory(stateFolder, name);
        if (!Directory.Exists(directory.Root))
            return false;
        var launch = StateFile.TryRead<Launch>(directory.LaunchFile);
        var node = NodeOf(directory);
        launch?.Launcher?.Signal(PosixSignal.SIGTERM);
        node?.Signal(PosixSignal.SIGTERM);
        var started = time.GetTimestamp();
        while ((launch?.Launcher?.IsAlive == true || node?.IsAlive == true) && time.GetElapsedTime(started) < Patience)
            await Task.Delay(BetweenLooks, time, cancel);
        RemoveRemains(directory, evenAlive: true);
        return true;
    }

    /// <summary>Clears what a mesh that no longer runs left behind.</summary>
    /// <exception cref="LocalMeshException">It runs.</exception>
    internal static void RemoveRemains(MeshDirectory directory, bool evenAlive = false)
    {
        var launch = StateFile.TryRead<Launch>(directory.LaunchFile);
        if (!evenAlive && launch?.Launcher?.IsAlive == true)
            throw new LocalMeshException($"a mesh named {directory.Name} runs already (process {launch.Launcher.Id}); end it with `lateen down`, or give this one another --mesh.");
        // The first process of the mesh's process namespace: all others end with it.
        NodeOf(directory)?.KillNow();
        launch?.Holder?.KillNow();
        launch?.Launcher?.KillNow();
        if (launch?.Isolation == Isolation.Loopback)
            MeshProcesses.KillMarked(ContainerPlanner.MeshVariable, directory.Root);
        directory.Remove();
    }

    /// <summary>The node's process as this machine sees it: the only child of the process that holds the namespaces, or that process where there are none.</summary>
    internal static ProcessIdentity? NodeOf(MeshDirectory directory) =>
        StateFile.TryRead<Launch>(directory.LaunchFile) is { Holder: { IsAlive: true } holder } launch
            ? launch.Isolation == Isolation.Loopback ? holder : ProcessIdentity.ChildrenOf(holder.Id).FirstOrDefault()
            : null;

    /// <summary>Whether a mesh's processes have other ids inside, and can be entered.</summary>
    internal static bool HasProcessNamespace(string isolation) => isolation != nameof(Isolation.Loopback);

    static ContainerStatus Translate(ContainerStatus container, ProcessIdentity node) =>
        container with { ProcessId = container.ProcessId == 0 ? 0 : ProcessIdentity.HostId(node.Id, container.ProcessId) ?? 0 };
}
