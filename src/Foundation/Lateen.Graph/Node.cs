namespace Lateen.Graph;

/// <summary>
/// One memoised computation. A node is live while somebody depends on it or observes it, and its height is above that of
/// everything it reads, so that working through dirty nodes by height computes each at most once.
/// </summary>
/// <remarks>Fields are guarded by the graph's structure lock unless the comment says otherwise.</remarks>
abstract class Node(Graph graph)
{
    internal Graph Graph { get; } = graph;

    /// <summary>What people read in errors, counters and cycles: "name(key)".</summary>
    internal abstract string Title { get; }

    internal int Height { get; set; }

    internal NodeState State { get; set; } = NodeState.New;

    /// <summary>The evaluation that is computing this node now.</summary>
    internal Evaluation? Owner { get; set; }

    /// <summary>The stabilisation after which nothing can change this node until the next one.</summary>
    internal long StableAt { get; set; } = -1;

    /// <summary>How many observers outside the graph keep this node alive.</summary>
    internal int ObserverCount { get; set; }

    internal HashSet<Node> Dependents { get; } = [];

    internal HashSet<Node> Dependencies { get; private set; } = [];

    internal bool IsNeeded => Dependents.Count > 0 || ObserverCount > 0;

    /// <summary>Recomputes the value and says whether it differs. Runs outside the structure lock.</summary>
    internal abstract bool Recompute(Evaluation evaluation);

    /// <summary>Queues what must be recomputed because this node changed.</summary>
    internal virtual void MarkDependents()
    {
        foreach (var dependent in Dependents)
            Graph.Enqueue(dependent);
    }

    /// <summary>Forgets the node: nobody needs it. It may be made again by the next reader.</summary>
    internal virtual void Drop() { }

    internal void AddDependency(Node node)
    {
        if (!Dependencies.Add(node))
            return;
        Connect(node);
    }

    internal void RemoveDependency(Node node)
    {
        if (!Dependencies.Remove(node))
            return;
        Disconnect(node);
    }

    internal void ReplaceDependencies(HashSet<Node> read)
    {
        var old = Dependencies;
        Dependencies = read;
        foreach (var node in read)
            if (!old.Contains(node))
                Connect(node);
        foreach (var node in old)
            if (!read.Contains(node))
                Disconnect(node);
    }

    void Connect(Node node)
    {
        node.Dependents.Add(this);
        Graph.EdgeCount++;
        RaiseAbove(node.Height);
    }

    void Disconnect(Node node)
    {
        node.Dependents.Remove(this);
        Graph.EdgeCount--;
        if (!node.IsNeeded)
            Graph.MaybeUnused(node);
    }

    internal void RaiseAbove(int height)
    {
        if (Height > height)
            return;
        Height = height + 1;
        foreach (var dependent in Dependents)
            dependent.RaiseAbove(Height);
    }
}

enum NodeState
{
    New,
    Clean,
    Queued,
    Computing,
    Dropped,
}
