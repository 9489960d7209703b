using Lateen.Pilot.Services;

namespace Lateen.Pilot.Proxies;

/// <summary>A port of the workload itself that a service exposes.</summary>
/// <param name="Service">The service; the oldest when several expose the port.</param>
/// <param name="Port">Its port.</param>
/// <param name="TargetPort">The workload's port.</param>
public sealed record InboundTarget(Service Service, ServicePort Port, int TargetPort);
