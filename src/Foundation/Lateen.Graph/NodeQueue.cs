namespace Lateen.Graph;

/// <summary>Dirty nodes in buckets by height.</summary>
sealed class NodeQueue
{
    readonly List<List<Node>> buckets = [];
    int lowest;

    internal int Count { get; private set; }

    internal void Add(Node node)
    {
        while (buckets.Count <= node.Height)
            buckets.Add([]);
        buckets[node.Height].Add(node);
        lowest = Math.Min(lowest, node.Height);
        Count++;
    }

    /// <summary>Removes and returns the nodes of the lowest height. Nodes that rose since they were added move up first.</summary>
    internal List<Node> TakeLowest(out int height)
    {
        while (Count > 0)
        {
            while (buckets[lowest].Count == 0)
                lowest++;
            height = lowest;
            var bucket = buckets[lowest];
            buckets[lowest] = [];
            Count -= bucket.Count;
            var level = bucket.FindAll(node => node.State == NodeState.Queued && node.Height == lowest);
            foreach (var node in bucket)
                if (node.State == NodeState.Queued && node.Height != lowest)
                    Add(node);
            if (level.Count > 0)
                return level;
        }

        height = lowest = 0;
        return [];
    }
}
