namespace Lateen.Pilot.Listeners;

/// <summary>Where a filter chain stands: what Istio's filters do depends on it.</summary>
enum ChainRole
{
    /// <summary>A sidecar, for what its workload sends.</summary>
    Outbound,

    /// <summary>A sidecar, for what its workload gets.</summary>
    Inbound,

    /// <summary>A gateway.</summary>
    Gateway,
}
