namespace Lateen.Pilot.Proxies;

/// <summary>All that generators may know of a client: what was resolved for it, not what it was resolved from.</summary>
/// <param name="Identity">What it writes about itself.</param>
/// <param name="Outbound">What it sees.</param>
/// <param name="Inbound">What it accepts.</param>
/// <param name="Gateway">What it opens as a gateway.</param>
/// <param name="Address">Its own address, for headless services, whose listeners leave it out.</param>
public sealed record ProxyAspects(ClientIdentity Identity, OutboundScope Outbound, InboundScope Inbound, GatewayScope Gateway, string Address)
{
    /// <inheritdoc cref="ProxyNode.ProvenNamespace"/>
    public string ProvenNamespace { get; init; } = "";
}
