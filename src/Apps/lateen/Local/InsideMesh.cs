using Lateen.Local;
using Lateen.Local.Launching;
using Lateen.Local.Sandbox;
using Lateen.Local.State;

namespace Lateen.Cli.Local;

/// <summary>Asks the proxies and the control plane of a local mesh, from inside its network.</summary>
internal static class InsideMesh
{
    const int AdminPort = 15000;
    const int DiscoveryPort = 8080;

    /// <summary>GET on the admin endpoint of a pod's proxy.</summary>
    /// <param name="path">Begins with a slash.</param>
    /// <exception cref="CommandException">The pod has no proxy that runs, or it doesn't answer with 200.</exception>
    public static Task<byte[]> Admin(MeshStatus mesh, PodStatus pod, string path, CancellationToken cancel)
    {
        var proxy = MeshOption.Container(pod, "istio-proxy");
        // Where pods share the machine's network, each has its own address in place of 127.0.0.1.
        var address = mesh.Isolation == nameof(Isolation.Loopback) ? pod.Address : "127.0.0.1";
        return proxy.ProcessId == 0
            ? throw new CommandException($"the proxy of pod {pod.Name} does not run: {pod.Reason}")
            : Get(proxy.ProcessId, mesh, new Uri($"http://{address}:{AdminPort}{path}"), cancel);
    }

    /// <summary>GET on the control plane of a mesh.</summary>
    /// <exception cref="CommandException">The mesh doesn't run, or its control plane doesn't answer with 200.</exception>
    public static Task<byte[]> Discovery(string name, string path, CancellationToken cancel)
    {
        var mesh = MeshOption.Require(name);
        var node = Meshes.NodeProcess(Installation.StateFolder, name) ?? throw new CommandException($"no mesh named {name} runs here.");
        return Get(node, mesh, new Uri($"http://{mesh.Node}:{DiscoveryPort}{path}"), cancel);
    }

    static async Task<byte[]> Get(int processId, MeshStatus mesh, Uri address, CancellationToken cancel)
    {
        try
        {
            return await InsideHttp.Get(processId, mesh, Installation.Self(), Environment.IsPrivilegedProcess, address, cancel);
        }
        catch (LocalMeshException problem)
        {
            throw new CommandException(problem.Message);
        }
    }
}
