using Lateen.Core;
using Lateen.Pilot.Proxies;

namespace Lateen.Pilot.Mesh;

/// <summary>What decides which services and rules a client sees.</summary>
/// <param name="Namespace">Its own.</param>
/// <param name="Sidecar">The Sidecar in force; null for none.</param>
readonly record struct ScopeKey(string Namespace, ObjectRef? Sidecar)
{
    public static ScopeKey Of(OutboundScope scope) => new(scope.Namespace, scope.Sidecar);
}
