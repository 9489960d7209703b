using Lateen.Core;
using Lateen.Pilot.Services;
using ConnectionPoolSettings = Istio.Networking.V1Alpha3.ConnectionPoolSettings;

namespace Lateen.Pilot.Proxies;

/// <summary>A port of the workload itself, exposed by a service or by its Sidecar.</summary>
/// <param name="Service">The service; the oldest when several expose the port; one that stands for the Sidecar when none does.</param>
/// <param name="Port">Its port.</param>
/// <param name="TargetPort">The workload's port.</param>
public sealed record InboundTarget(Service Service, ServicePort Port, int TargetPort)
{
    /// <summary>The Sidecar's ingress listener that replaces what services say; null without one.</summary>
    public IngressPoint? Ingress { get; init; }

    /// <summary>How connections to the workload are made, where its Sidecar says it: in place of every DestinationRule's word.</summary>
    public ConnectionPoolSettings? Pool { get; init; }

    /// <summary>Whether a service exposes it, with or without a Sidecar.</summary>
    public bool IsOfService => Ingress is null || Service.Ref != Ingress.Sidecar;

    /// <summary>The part of an object that exposes it.</summary>
    public SourceRef Source => Ingress?.Source ?? Service.At(Port);
}
