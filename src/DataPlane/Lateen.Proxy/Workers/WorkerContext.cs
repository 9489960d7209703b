using System.Runtime.CompilerServices;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Workers;

/// <summary>Everything that belongs to one worker. Touched on its loop only.</summary>
public sealed class WorkerContext
{
    readonly Dictionary<string, RouteTableSlot> routeTables = new(StringComparer.Ordinal);
    readonly Dictionary<Type, object> services = [];
    readonly ConditionalWeakTable<object, object> parts = [];

    /// <summary>0 to the number of workers - 1.</summary>
    public required int Index { get; init; }

    public required IEventLoop Loop { get; init; }

    public required StatsShard Stats { get; init; }

    public required IRandom Random { get; init; }

    public required ITransports Transports { get; init; }

    /// <summary>Downstream connections of the whole process.</summary>
    public SharedLimit ConnectionLimit { get; init; } = SharedLimit.None;

    /// <summary>Numbers connections over all workers.</summary>
    public SharedCounter ConnectionIds { get; init; } = new();

    /// <summary>SO_MARK of upstream sockets whose cluster sets none; 0: none.</summary>
    public uint OutboundMark { get; init; }

    public WorkerClusters Clusters { get; } = new();

    /// <summary>True once the process drains: new streams are still served, connections end as soon as they can.</summary>
    public bool IsDraining { get; set; }

    /// <summary>The slot of an RDS name, made on first use.</summary>
    public RouteTableSlot Routes(string name)
    {
        if (!routeTables.TryGetValue(name, out var slot)) routeTables[name] = slot = new RouteTableSlot(name);
        return slot;
    }

    /// <summary>Forgets a table; connections that still name it answer 404 from now on.</summary>
    public void RemoveRoutes(string name)
    {
        if (routeTables.Remove(name, out var slot)) slot.Current = null;
    }

    /// <summary>The one <typeparamref name="T"/> of this worker, made on first use.</summary>
    public T Service<T>(Func<WorkerContext, T> make)
        where T : class
    {
        if (services.TryGetValue(typeof(T), out var service)) return (T)service;
        var made = make(this);
        services[typeof(T)] = made;
        return made;
    }

    /// <summary>What filters of one kind share on this worker, such as a cache: one object per type, made on first use.</summary>
    public T State<T>()
        where T : class, new() => Service(static _ => new T());

    /// <summary>This worker's part of a piece of configuration, made on first use and forgotten with the configuration.</summary>
    public T PartOf<TConfig, T>(TConfig config, Func<TConfig, WorkerContext, T> make)
        where TConfig : class
        where T : class
    {
        if (parts.TryGetValue(config, out var part)) return (T)part;
        var made = make(config, this);
        parts.Add(config, made);
        return made;
    }

    /// <summary>This worker's logger of a configured access log.</summary>
    public IStreamObserver AccessLog(IAccessLogConfig config) => PartOf(config, static (log, worker) => log.Create(worker.Index));
}
