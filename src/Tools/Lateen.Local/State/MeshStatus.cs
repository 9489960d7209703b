namespace Lateen.Local.State;

/// <summary>A local mesh as its node last saw it; <c>lateen ps</c> prints it.</summary>
/// <param name="Name">The mesh's name.</param>
/// <param name="Ready">Whether all pods are.</param>
/// <param name="Gateway">Where the gateway is reached from this machine, as in <c>http://127.0.0.1:8080</c>; empty without one.</param>
/// <param name="Isolation">What keeps the pods apart.</param>
/// <param name="Node">The address of the node, with the control plane, inside the mesh.</param>
/// <param name="Pods">By namespace and name.</param>
public sealed record MeshStatus(string Name, bool Ready, string Gateway, string Isolation, string Node, IReadOnlyList<PodStatus> Pods);

/// <summary>A pod of a local mesh.</summary>
/// <param name="Address">Inside the mesh.</param>
/// <param name="Reason">Why it is not ready, for people; empty when it is.</param>
public sealed record PodStatus(string Namespace, string Name, bool Ready, string Reason, string Address, int Restarts, IReadOnlyList<ContainerStatus> Containers);

/// <summary>A program of a pod.</summary>
/// <param name="ProcessId">As this machine sees it (inside the mesh's status file: as the node does); 0 while it doesn't run.</param>
public sealed record ContainerStatus(string Name, int ProcessId, int Restarts);
