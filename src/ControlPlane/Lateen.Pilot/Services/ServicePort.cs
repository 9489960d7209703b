namespace Lateen.Pilot.Services;

/// <summary>A port of a service.</summary>
/// <param name="Name">As written; empty when the service has one unnamed port.</param>
/// <param name="Number">1 to 65535.</param>
/// <param name="Protocol">What it speaks.</param>
/// <param name="TargetPort">The workload's port: a number or the name of a container's port.</param>
/// <param name="Index">Position in spec.ports.</param>
public sealed record ServicePort(string Name, int Number, PortProtocol Protocol, string TargetPort, int Index);
