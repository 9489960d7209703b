using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Workers;

/// <summary>Everything that belongs to one worker. Touched on its loop only.</summary>
public sealed class WorkerContext(int index, IEventLoop loop, StatsShard stats, IRandom random)
{
    readonly Dictionary<string, RouteTableSlot> routeTables = new(StringComparer.Ordinal);
    readonly Dictionary<Type, object> states = [];

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

    /// <summary>What filters of one kind share on this worker, such as a cache: one object per type, made on first use.</summary>
    public T State<T>()
        where T : class, new()
    {
        if (states.TryGetValue(typeof(T), out var known)) return (T)known;
        var state = new T();
        states[typeof(T)] = state;
        return state;
    }
}
