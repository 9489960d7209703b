using Lateen.Core;

namespace Lateen.Pilot.Endpoints;

/// <summary>One address and port behind a service.</summary>
/// <param name="PortName">The service port that it serves.</param>
/// <param name="Address">IP address.</param>
/// <param name="Port">The workload's port.</param>
/// <param name="Workload">What runs there.</param>
/// <param name="IsReady">Whether it takes traffic.</param>
/// <param name="Source">The object that says so.</param>
public sealed record MeshEndpoint(string PortName, string Address, int Port, Workload Workload, bool IsReady, ObjectRef Source);
