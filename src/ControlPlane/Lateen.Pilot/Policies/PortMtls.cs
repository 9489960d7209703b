using Lateen.Core;

namespace Lateen.Pilot.Policies;

/// <summary>A mode and the policy that says so.</summary>
/// <param name="Mode">What is accepted.</param>
/// <param name="Source">The policy's field; MeshConfig when no policy says anything.</param>
public readonly record struct PortMtls(MtlsMode Mode, SourceRef Source);
