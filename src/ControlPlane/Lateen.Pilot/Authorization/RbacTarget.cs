using Lateen.Pilot.Services;

namespace Lateen.Pilot.Authorization;

/// <summary>For whom rules are made.</summary>
/// <param name="Mesh">Whose trust domains principals are of.</param>
/// <param name="IsUpstream">Upstream Envoy, which warns of deprecated fields.</param>
readonly record struct RbacTarget(MeshOptions Mesh, bool IsUpstream)
{
    /// <summary>Only bytes are seen.</summary>
    public bool IsTcp { get; init; }

    /// <summary>A gRPC server, for which a policy without rules is nothing.</summary>
    public bool IsProxyless { get; init; }
}
