namespace Lateen.Graph;

/// <summary>
/// One thread's walk through the graph: which nodes it is computing, innermost last, and whose result it waits for.
/// </summary>
sealed class Evaluation(Graph graph, int level)
{
    readonly List<Node> stack = [];

    /// <summary>Every node below this height is up to date. int.MaxValue outside a stabilisation: all of them are.</summary>
    int Level => level;

    internal Graph Graph => graph;

    /// <summary>The node that another evaluation is computing for us.</summary>
    internal Node? WaitingFor { get; private set; }

    /// <summary>Brings a node up to date: what it reads first, then itself if it is dirty.</summary>
    /// <exception cref="GraphCycleException">The node reads itself, directly or through others.</exception>
    internal void Ensure(Node node)
    {
        lock (graph.Structure)
        {
            WaitForOthers(node);
            if (IsFinal(node))
                return;
        }

        if (node.State != NodeState.New)
            foreach (var dependency in DependenciesOf(node))
                Ensure(dependency);
        Compute(node);
        lock (graph.Structure)
            node.StableAt = graph.Stabilisation;
    }

    /// <summary>Reads one node for another, outside any user's function: an ask its collection, an operator its source.</summary>
    internal void Read(Node reader, Node node)
    {
        Ensure(node);
        lock (graph.Structure)
            reader.AddDependency(node);
    }

    /// <summary>Computes a node that is new or queued; does nothing for one that is clean.</summary>
    internal void Compute(Node node)
    {
        lock (graph.Structure)
        {
            WaitForOthers(node);
            if (node.State is NodeState.Clean or NodeState.Dropped)
                return;
            node.State = NodeState.Computing;
            node.Owner = this;
            stack.Add(node);
        }

        var changed = false;
        try
        {
            changed = node.Recompute(this);
        }
        finally
        {
            Finish(node, changed);
        }
    }

    void Finish(Node node, bool changed)
    {
        lock (graph.Structure)
        {
            stack.RemoveAt(stack.Count - 1);
            node.State = NodeState.Clean;
            node.Owner = null;
            if (changed)
                node.MarkDependents();
            Monitor.PulseAll(graph.Structure);
        }
    }

    bool IsFinal(Node node) =>
        node.State == NodeState.Clean && (node.Height < Level || node.StableAt == graph.Stabilisation)
        || node.State == NodeState.Dropped;

    Node[] DependenciesOf(Node node)
    {
        lock (graph.Structure)
            return [.. node.Dependencies];
    }

    /// <summary>Returns when no other evaluation computes the node. Waiting in a circle is a cycle like any other.</summary>
    void WaitForOthers(Node node)
    {
        while (node.State == NodeState.Computing)
        {
            for (var owner = node.Owner; owner is not null; owner = owner.WaitingFor?.Owner)
                if (owner == this)
                    throw new GraphCycleException(PathTo(node));
            WaitingFor = node;
            Monitor.Wait(graph.Structure);
            WaitingFor = null;
        }
    }

    IEnumerable<string> PathTo(Node node)
    {
        var start = Math.Max(0, stack.IndexOf(node));
        return stack.Skip(start).Append(node).Select(n => n.Title);
    }
}
