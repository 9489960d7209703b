using System.Net;

namespace Lateen.Local.Sandbox;

/// <summary>A port of a service's address, and where connections to it go.</summary>
internal sealed record ServicePort(string Namespace, string Name, IPAddress Address, int Port, IReadOnlyList<IPEndPoint> Endpoints);
