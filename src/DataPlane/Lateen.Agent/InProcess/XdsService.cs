namespace Lateen.Agent.InProcess;

/// <summary>The methods by which xDS is called.</summary>
public enum XdsService
{
    /// <summary>DeltaAggregatedResources.</summary>
    AggregatedDelta,

    /// <summary>StreamAggregatedResources.</summary>
    Aggregated,

    /// <summary>StreamSecrets: what Istio's agent offers for secrets.</summary>
    Secrets,
}
