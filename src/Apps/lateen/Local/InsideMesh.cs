using Lateen.Local;
using Lateen.Local.Launching;
using Lateen.Local.State;

namespace Lateen.Cli.Local;

/// <summary>Asks the proxies and the control plane of a local mesh, from inside its network.</summary>
internal static class InsideMesh
{
    const int AdminPort = 15000;
    const string ControlPlane = "http://10.244.0.1:8080";

    /// <summary>GET on the admin endpoint of a pod's proxy.</summary>
    /// <param name="path">Begins with a slash.</param>
    /// <exception cref="CommandException">The pod has no proxy that runs, or it doesn't answer with 200.</exception>
    public static Task<byte[]> Admin(PodStatus pod, string path, CancellationToken cancel)
    {
        var proxy = MeshOption.Container(pod, "istio-proxy");
        return proxy.ProcessId == 0
            ? throw new CommandException($"the proxy of pod {pod.Name} does not run: {pod.Reason}")
            : Get(proxy.ProcessId, new Uri($"http://127.0.0.1:{AdminPort}{path}"), cancel);
    }

    /// <summary>GET on the control plane of a mesh.</summary>
    /// <exception cref="CommandException">The mesh doesn't run, or its control plane doesn't answer with 200.</exception>
    public static Task<byte[]> Discovery(string mesh, string path, CancellationToken cancel) => Get(
        Meshes.NodeProcess(Installation.StateFolder, mesh) ?? throw new CommandException($"no mesh named {mesh} runs here."), new Uri(ControlPlane + path), cancel);

    static async Task<byte[]> Get(int processId, Uri address, CancellationToken cancel)
    {
        try
        {
            return await InsideHttp.Get(processId, Installation.Self(), Environment.IsPrivilegedProcess, address, cancel);
        }
        catch (LocalMeshException problem)
        {
            throw new CommandException(problem.Message);
        }
    }
}
