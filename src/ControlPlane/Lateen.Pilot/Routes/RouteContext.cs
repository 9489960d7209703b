using Lateen.Pilot.Provenance;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;

namespace Lateen.Pilot.Routes;

/// <summary>What rules are translated for.</summary>
/// <param name="View">Whose routes they become.</param>
/// <param name="ListenPort">The listener's port; on gateways the declared one.</param>
/// <param name="Gateway">"mesh", or the gateway's full name.</param>
/// <param name="Emitter">Takes the attributions.</param>
readonly record struct RouteContext(IScopeView View, int ListenPort, string Gateway, Emitter Emitter)
{
    public bool IsMesh => Gateway == VirtualServiceRule.MeshGateway;
}
