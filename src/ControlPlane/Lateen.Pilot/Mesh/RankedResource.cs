using Lateen.Xds;

namespace Lateen.Pilot.Mesh;

/// <summary>A resource and its place among those of its type.</summary>
sealed record RankedResource(ResourceRank Rank, XdsResource Resource);
