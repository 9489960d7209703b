using Lateen.Core;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Proxies;

/// <summary>Everything that decides what a client sees of the rest of the mesh. Clients with equal scopes share all of it.</summary>
/// <param name="Type">Its part.</param>
/// <param name="Namespace">Its own namespace.</param>
/// <param name="Source">Those of its labels that some rule's sourceLabels ask for.</param>
/// <param name="Capabilities">What it has.</param>
public sealed record OutboundScope(ProxyType Type, string Namespace, Labels Source, Capabilities Capabilities)
{
    /// <summary>The Sidecar in force; null for none.</summary>
    public ObjectRef? Sidecar { get; init; }

    /// <summary>The DestinationRules of its own namespace that select it.</summary>
    public ValueList<ObjectRef> SelectedRules { get; init; } = [];

    /// <summary>Where it runs, when a rule or setting of the mesh asks for it.</summary>
    public Locality Locality { get; init; } = Locality.None;

    /// <summary>Whether the workload's names are resolved by its proxy, which then knows the addresses that only the mesh gives out.</summary>
    public bool HasDnsCapture { get; init; }

    /// <summary>Whether it is a gateway.</summary>
    public bool IsGateway => Type == ProxyType.Router;
}
