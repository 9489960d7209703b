namespace Lateen.Proxy.Clusters;

/// <summary>The clusters of one worker, by name.</summary>
public sealed class WorkerClusters
{
    readonly Dictionary<string, WorkerCluster> byName = new(StringComparer.Ordinal);

    public IReadOnlyCollection<WorkerCluster> All => byName.Values;

    /// <summary>Null for an unknown cluster: 503 NC.</summary>
    public WorkerCluster? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Adds a cluster; one of the same name is removed first.</summary>
    public void Set(WorkerCluster cluster)
    {
        if (byName.Remove(cluster.Name, out var old)) old.Remove();
        byName[cluster.Name] = cluster;
    }

    public void Remove(string name)
    {
        if (byName.Remove(name, out var old)) old.Remove();
    }
}
