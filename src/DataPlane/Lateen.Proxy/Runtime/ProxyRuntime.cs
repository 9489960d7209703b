using System.Collections.Immutable;
using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Runtime;

/// <summary>
/// The running proxy as the main loop sees it: keeps the runtime identities (clusters, listeners), tells every worker of each change by a message, and keeps
/// the snapshot of what it told them. Main loop only.
/// </summary>
public sealed class ProxyRuntime : IConfigurationTarget
{
    readonly IEventLoop mainLoop;
    readonly StatsRegistry registry;
    readonly ImmutableArray<Worker> workers;
    readonly RuntimeOptions options;
    readonly Dictionary<string, ClusterHosts> clusterHosts = new(StringComparer.Ordinal);
    readonly Dictionary<string, Listener> listeners = new(StringComparer.Ordinal);
    readonly Dictionary<string, OutlierDetector> detectors = new(StringComparer.Ordinal);
    readonly RetiredParts retired;
    readonly SeededRandom random;
    int accepting;

    /// <param name="workerLoops">One per worker; whoever made them runs them, each on a thread of its own, and stops them.</param>
    public ProxyRuntime(IEventLoop mainLoop, StatsRegistry registry, IReadOnlyList<IEventLoop> workerLoops, RuntimeOptions options)
    {
        this.mainLoop = mainLoop;
        this.registry = registry;
        this.options = options;
        retired = new RetiredParts(mainLoop);
        random = new SeededRandom(options.Seed ^ ulong.MaxValue);
        var ids = new SharedCounter();
        var acceptPaused = registry.Root.Counter("server.accept_paused");
        workers = [.. workerLoops.Select((loop, index) => CreateWorker(index, loop, ids, acceptPaused))];
    }

    public RuntimeSnapshot Snapshot { get; private set; } = RuntimeSnapshot.Empty;

    public ImmutableArray<Worker> Workers => workers;

    /// <summary>True once listeners accept.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>True once every worker has opened its sockets: nobody is refused any more.</summary>
    public bool IsAccepting => accepting == workers.Length;

    public bool IsDraining { get; private set; }

    public void SetCluster(ClusterConfig cluster, EndpointsConfig endpoints)
    {
        Retire(cluster.Name);
        var identity = new Cluster(cluster, registry);
        var hosts = clusterHosts[cluster.Name] = new ClusterHosts(identity, StartDetector(identity));
        var initial = hosts.Apply(cluster.Discovery switch
        {
            ClusterDiscovery.Static inline => inline.Endpoints,
            ClusterDiscovery.Eds or ClusterDiscovery.Dns => endpoints,
            _ => EndpointsConfig.Empty,
        });
        Publish(initial);
        Tell(worker => worker.Context.Clusters.Set(new WorkerCluster(initial, worker.Loop, worker.Context.Stats, worker.Context.Random)));
    }

    public void SetEndpoints(string cluster, EndpointsConfig endpoints)
    {
        if (!clusterHosts.TryGetValue(cluster, out var hosts)) return;
        var next = hosts.Apply(endpoints);
        registry.Main.Increment(next.Cluster.Stats.MembershipChange);
        Update(next);
    }

    public void RemoveCluster(string name)
    {
        if (!Snapshot.Clusters.ContainsKey(name)) return;
        Retire(name);
        StopDetector(name);
        clusterHosts.Remove(name);
        Snapshot = Snapshot with { Clusters = Snapshot.Clusters.Remove(name) };
        Tell(worker => worker.Context.Clusters.Remove(name));
    }

    public string? SetListener(ListenerConfig listener)
    {
        if (FindConflict(listener) is { } conflict) return conflict;
        var old = Snapshot.Listeners.GetValueOrDefault(listener.Name);
        if (listener.BindToPort && old?.HasSameSockets(listener) != true && ProbeSockets(listener) is { } error) return error;
        if (!listeners.TryGetValue(listener.Name, out var identity)) identity = listeners[listener.Name] = new Listener(listener, registry);
        Snapshot = Snapshot with { Listeners = Snapshot.Listeners.SetItem(listener.Name, listener) };
        Tell(worker => Report(worker.Listeners.Set(identity, listener, options.DrainTime)));
        return null;
    }

    public void RemoveListener(string name)
    {
        if (!listeners.Remove(name, out var identity)) return;
        Snapshot = Snapshot with { Listeners = Snapshot.Listeners.Remove(name) };
        Tell(worker => worker.Listeners.Remove(name, options.DrainTime));
        retired.Add(identity, () => identity.Connections.Count == 0);
    }

    public void SetRoutes(RouteTable routes)
    {
        Snapshot = Snapshot with { Routes = Snapshot.Routes.SetItem(routes.Name, routes) };
        Tell(worker => worker.Context.Routes(routes.Name).Current = routes);
    }

    public void RemoveRoutes(string name)
    {
        Snapshot = Snapshot with { Routes = Snapshot.Routes.Remove(name) };
        Tell(worker => worker.Context.RemoveRoutes(name));
    }

    public string? SetSecret(SecretValue secret)
    {
        if (options.Tls is { } engine && SecretCheck.FindProblem(secret, engine) is { } problem) return problem;
        Tell(worker => worker.Context.Transports.SetSecret(secret));
        return null;
    }

    public void RemoveSecret(string name) => Tell(worker => worker.Context.Transports.RemoveSecret(name));

    public void Start()
    {
        if (IsStarted) return;
        IsStarted = true;
        Tell(worker =>
        {
            foreach (var error in worker.Listeners.StartAccepting()) Report(error);
            mainLoop.Post(_ => accepting++, null);
        });
    }

    /// <summary>Stops accepting on the listeners chosen and lets their connections end within the drain time.</summary>
    public void Drain(Func<ListenerConfig, bool> which)
    {
        IsDraining = true;
        Tell(worker =>
        {
            worker.Context.IsDraining = true;
            worker.Listeners.DrainAll(options.DrainTime, which);
        });
    }

    /// <summary>Clusters and listeners that are gone from the configuration and still in use.</summary>
    public int RetiredCount => retired.Count;

    /// <summary>Open downstream connections over all workers.</summary>
    public long ConnectionCount => options.ConnectionLimit.Count;

    Worker CreateWorker(int index, IEventLoop loop, SharedCounter ids, Counter acceptPaused)
    {
        var context = new WorkerContext
        {
            Index = index,
            Loop = loop,
            Stats = registry.AddShard(),
            Random = new SeededRandom(options.Seed + (ulong)index),
            Transports = new WorkerTransports(options.Tls, Report),
            ConnectionLimit = options.ConnectionLimit,
            ConnectionIds = ids,
            OutboundMark = options.OutboundMark,
        };
        return new Worker(context, new WorkerListeners(context, acceptPaused));
    }

    void Tell(Action<Worker> change)
    {
        foreach (var worker in workers) worker.Post(change);
    }

    /// <summary>From a worker: the main loop reports.</summary>
    void Report(string? error)
    {
        if (error is not null) mainLoop.Post(state => options.OnError((string)state!), error);
    }

    void Update(ClusterSnapshot next)
    {
        Publish(next);
        Tell(worker => worker.Context.Clusters.Find(next.Cluster.Name)?.Update(next));
    }

    OutlierDetector? StartDetector(Cluster cluster)
    {
        StopDetector(cluster.Name);
        if (cluster.Config.OutlierDetection is not { } config) return null;
        return detectors[cluster.Name] = new OutlierDetector(config, cluster.Scope, registry.Main, mainLoop, random, () => Update(clusterHosts[cluster.Name].Refresh()));
    }

    void StopDetector(string cluster)
    {
        if (detectors.Remove(cluster, out var detector)) detector.Stop();
    }

    void Publish(ClusterSnapshot next)
    {
        var stats = next.Cluster.Stats;
        registry.Main.Set(stats.MembershipTotal, next.Priorities.Sum(priority => priority.Hosts.Length));
        registry.Main.Set(stats.MembershipHealthy, next.Priorities.Sum(priority => priority.HealthyCount));
        registry.Main.Set(stats.MembershipDegraded, next.Priorities.Sum(priority => priority.DegradedCount));
        Snapshot = Snapshot with { Clusters = Snapshot.Clusters.SetItem(next.Cluster.Name, next) };
    }

    void Retire(string cluster)
    {
        if (!Snapshot.Clusters.TryGetValue(cluster, out var old)) return;
        retired.Add(old.Cluster, () => old.Cluster.IsUnused);
    }

    string? FindConflict(ListenerConfig listener)
    {
        foreach (var other in Snapshot.Listeners.Values)
            if (other.Name != listener.Name && other.Address == listener.Address)
                return $"error adding listener: '{listener.Name}' has duplicate address '{listener.Address}' as existing listener '{other.Name}'";
        return null;
    }

    /// <summary>Asks the system for the sockets and gives them back, so that a port that is taken is an answer and not a surprise on a worker.</summary>
    string? ProbeSockets(ListenerConfig listener)
    {
        foreach (var address in listener.AdditionalAddresses.Insert(0, listener.Address))
        {
            var socket = mainLoop.Listen(WorkerListener.SocketOptions(listener, address), NobodyAccepts.Instance, out var error);
            if (socket is null) return $"error adding listener: '{listener.Name}': {error}";
            socket.Close();
        }
        return null;
    }

    sealed class NobodyAccepts : IAcceptHandler
    {
        public static NobodyAccepts Instance { get; } = new();

        public IConnectionHandler? OnAccepted(IConnection connection) => null;

        public void OnAcceptPaused(int errno)
        {
        }
    }
}
