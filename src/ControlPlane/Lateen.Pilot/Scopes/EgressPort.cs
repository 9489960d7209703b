using Lateen.Pilot.Services;

namespace Lateen.Pilot.Scopes;

/// <summary>The port of an egress listener that a Sidecar names.</summary>
/// <param name="Number">0 for a Unix socket.</param>
/// <param name="Protocol">What it speaks.</param>
/// <param name="IsProxy">Whether clients use it as an HTTP proxy: it then stands for all ports of its services.</param>
public sealed record EgressPort(int Number, PortProtocol Protocol, bool IsProxy);
