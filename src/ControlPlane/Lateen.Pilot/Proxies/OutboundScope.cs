using Lateen.Core;

namespace Lateen.Pilot.Proxies;

/// <summary>Everything that decides what a client sees of the rest of the mesh. Clients with equal scopes share all of it.</summary>
/// <param name="Type">Its part.</param>
/// <param name="Namespace">Its own namespace.</param>
/// <param name="Source">Those of its labels that some rule's sourceLabels ask for.</param>
/// <param name="Capabilities">What it has.</param>
public sealed record OutboundScope(ProxyType Type, string Namespace, Labels Source, Capabilities Capabilities)
{
    /// <summary>Whether it is a gateway.</summary>
    public bool IsGateway => Type == ProxyType.Router;
}
