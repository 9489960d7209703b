using Lateen.Core;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Services;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Scopes;

/// <summary>What a sidecar sees through one of its egress listeners.</summary>
/// <param name="Port">Null for the listener that takes all ports that no other has.</param>
/// <param name="Bind">The address that the Sidecar names; empty for none.</param>
/// <param name="IsBound">Whether it is reached at its own address, rather than by interception.</param>
/// <param name="Services">Oldest first; with a port that is no HTTP proxy's, each with that port alone.</param>
/// <param name="Rules">Oldest first.</param>
/// <param name="Source">Where it is said.</param>
public sealed record EgressScope(
    EgressPort? Port, string Bind, bool IsBound, ValueList<Service> Services, ValueList<VirtualServiceRule> Rules, SourceRef Source);
