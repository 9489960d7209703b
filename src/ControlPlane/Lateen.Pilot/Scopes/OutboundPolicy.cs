using Lateen.Core;

namespace Lateen.Pilot.Scopes;

/// <summary>What a sidecar does with traffic that no service claims.</summary>
/// <param name="AllowsAny">Whether it goes on.</param>
/// <param name="Cluster">Where to.</param>
/// <param name="Source">Where it is said.</param>
public sealed record OutboundPolicy(bool AllowsAny, string Cluster, SourceRef Source);
