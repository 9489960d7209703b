using System.Net.Sockets;
using Lateen.Local.Pods;

namespace Lateen.Local.Sandbox;

/// <summary>What the pods of a local mesh run in: their network, files and privileges.</summary>
internal interface ISandbox : IAsyncDisposable
{
    /// <summary>Where files are inside.</summary>
    SandboxLayout Layout { get; }

    /// <summary>Whether pods have uids of their own.</summary>
    bool HasUserIds { get; }

    /// <summary>Makes what all pods share.</summary>
    /// <param name="programs">Folders that pods must see: name to path.</param>
    /// <exception cref="LocalMeshException">It can't be made.</exception>
    Task Create(IReadOnlyDictionary<string, string> programs, CancellationToken cancel);

    /// <summary>Where pods see one of these folders.</summary>
    string Folder(string name);

    /// <summary>Makes a pod's network and files.</summary>
    /// <exception cref="LocalMeshException">They can't be made.</exception>
    Task Add(PodPlan pod, PodNetwork network, CancellationToken cancel);

    /// <summary>Services came or went.</summary>
    Task Update(PodPlan pod, PodNetwork network);

    /// <summary>Removes what <see cref="Add"/> made. The pod's programs must have ended.</summary>
    Task Remove(PodPlan pod);

    /// <summary>What kube-proxy does: connections to services' addresses go to ready pods from now on.</summary>
    Task SetServices(IReadOnlyCollection<ServicePort> ports, CancellationToken cancel);

    /// <summary>The whole command that runs a container's program inside its pod.</summary>
    IReadOnlyList<string> Enter(PodPlan pod, ContainerPlan container);

    /// <summary>A stream socket in the pod's network, for probing what only the pod itself can reach.</summary>
    Task<Socket> Dial(PodPlan pod);

    /// <summary>How a pod's proxy is told of its network.</summary>
    ProxyNetwork ProxyOf(PodPlan pod);

    /// <summary>What applications are told of their network by their environment.</summary>
    IReadOnlyDictionary<string, string> EnvironmentOf(PodPlan pod, PodNetwork network);
}
