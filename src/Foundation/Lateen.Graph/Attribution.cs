using Lateen.Core;

namespace Lateen.Graph;

/// <summary>Why a named part of a generated value is there. Kept beside the value, outside its equality.</summary>
/// <param name="Part">The part's name inside the value, such as "filterChain:0.0.0.0_9080"; empty for the whole value.</param>
/// <param name="Sources">The objects, and the paths inside them, that it was made from.</param>
public sealed record Attribution(string Part, IReadOnlyList<SourceRef> Sources);
