using Lateen.Core;
using Lateen.Pilot.Policies;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Listeners;

/// <summary>What listeners are made for.</summary>
/// <param name="View">The mesh as their proxy sees it.</param>
/// <param name="Identity">What the proxy says of itself.</param>
/// <param name="Emitter">Takes the attributions.</param>
readonly record struct ListenerContext(IScopeView View, ClientIdentity Identity, Emitter Emitter)
{
    /// <summary>Who may use the listener.</summary>
    public WorkloadAuthorization Authorization { get; init; } = WorkloadAuthorization.None;

    /// <summary>Whose tokens count on the listener.</summary>
    public WorkloadAuthentication Authentication { get; init; } = WorkloadAuthentication.None;

    public MeshOptions Mesh => View.Mesh;

    public Capabilities Capabilities => View.Scope.Capabilities;
}
