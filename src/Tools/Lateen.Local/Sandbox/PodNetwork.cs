using System.Net;

namespace Lateen.Local.Sandbox;

/// <summary>What a pod's network has to know of the mesh.</summary>
/// <param name="Hosts">The text of its /etc/hosts.</param>
/// <param name="Ports">The TCP ports that the pod serves.</param>
/// <param name="ByteServices">Ports of services that carry anything but HTTP, by the service's name.</param>
internal sealed record PodNetwork(string Hosts, IReadOnlyList<int> Ports, IReadOnlyList<(string Service, IPEndPoint Address)> ByteServices);
