using Lateen.Core;

namespace Lateen.Graph;

/// <summary>Follows edges back to the configuration objects that a value was computed from.</summary>
static class GraphSources
{
    /// <summary>Adds every object that the node reads, directly or through others.</summary>
    internal static void Collect(Node start, HashSet<ObjectRef> sources)
    {
        HashSet<Node> seen = [];
        Stack<Node> todo = new([start]);
        while (todo.TryPop(out var node))
        {
            if (!seen.Add(node))
                continue;
            if (node is ISourceNode source)
                source.CollectSources(sources);
            else
                foreach (var dependency in node.Dependencies)
                    todo.Push(dependency);
        }
    }
}
