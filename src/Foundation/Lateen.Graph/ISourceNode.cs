using Lateen.Core;

namespace Lateen.Graph;

/// <summary>A node through which a computation reads configuration objects.</summary>
interface ISourceNode
{
    /// <summary>Adds the objects that the answer was computed from.</summary>
    void CollectSources(HashSet<ObjectRef> sources);
}
