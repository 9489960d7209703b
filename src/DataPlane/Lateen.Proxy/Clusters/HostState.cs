using Lateen.Core;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Clusters;

/// <summary>What the configuration says about a host at present. Immutable.</summary>
public sealed record HostState
{
    public required Host Host { get; init; }

    public required EndpointConfig Endpoint { get; init; }

    public Locality Locality { get; init; } = Locality.None;

    public int Priority { get; init; }

    /// <summary>Chosen by the endpoint's metadata.</summary>
    public required TransportSocketConfig TransportSocket { get; init; }

    /// <summary>Name of the transport socket match that was chosen; empty for the cluster's own socket.</summary>
    public string TransportSocketName { get; init; } = "";

    /// <summary>Taken out of rotation by outlier detection.</summary>
    public bool IsEjected { get; init; }

    public HostHealth Health => IsEjected ? HostHealth.Unhealthy : Endpoint.Health switch
    {
        EndpointHealth.Healthy => HostHealth.Healthy,
        EndpointHealth.Degraded => HostHealth.Degraded,
        _ => HostHealth.Unhealthy,
    };
}

public enum HostHealth
{
    Healthy,
    Degraded,
    Unhealthy,
}
