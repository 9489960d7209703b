using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Workers;

/// <summary>Everything that belongs to one worker. Touched on its loop only.</summary>
public sealed class WorkerContext(int index, IEventLoop loop, StatsShard stats, IRandom random)
{
    readonly Dictionary<string, RouteTableSlot> routeTables = new(StringComparer.Ordinal);

    /// <summary>0 to the number of workers - 1.</summary>
    public int Index { get; } = index;

    public IEventLoop Loop { get; } = loop;

    public StatsShard Stats { get; } = stats;

    public IRandom Random { get; } = random;

    public WorkerClusters Clusters { get; } = new();

    /// <summary>The slot of an RDS name, made on first use.</summary>
    public RouteTableSlot RouteTable(string name)
    {
        if (!routeTables.TryGetValue(name, out var slot)) routeTables[name] = slot = new RouteTableSlot(name);
        return slot;
    }
}
