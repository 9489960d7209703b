using Lateen.Cli.Local;

namespace Lateen.Cli.Proxies;

/// <summary>The proxies of the meshes that run on this machine.</summary>
internal sealed class LocalProxySource : IProxySource
{
    public Task<byte[]> Proxy(string mesh, string pod, string pathAndQuery, CancellationToken cancel)
    {
        var running = MeshOption.Require(mesh);
        return InsideMesh.Admin(running, MeshOption.Pod(running, pod), pathAndQuery, cancel);
    }

    public Task<byte[]> ControlPlane(string mesh, string pathAndQuery, CancellationToken cancel) => InsideMesh.Discovery(mesh, pathAndQuery, cancel);
}
