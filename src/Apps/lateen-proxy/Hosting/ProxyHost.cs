using Envoy.Config.Bootstrap.V3;
using Lateen.Net;
using Lateen.Net.Epoll;
using Lateen.Net.Tls.OpenSsl;
using Lateen.Proxy.Admin;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Config.Dumps;
using Lateen.Proxy.Config.Warming;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Runtime;
using Lateen.Xds.Client;

namespace Lateen.ProxyApp.Hosting;

/// <summary>
/// The process around a proxy: the main loop, which runs on the calling thread and owns everything that is one per process, the workers' threads, and
/// the admin port. Where configuration comes from is the caller's affair.
/// </summary>
sealed class ProxyHost : IDisposable
{
    const long NanosecondsPerSecond = 1_000_000_000;
    readonly ProxyHostOptions options;
    readonly EpollEventLoop main;
    readonly WorkerThreads threads;
    readonly AccessLogFiles accessLogs;
    readonly LogLevel log;
    readonly LoopTimer everySecond;
    readonly LoopTimer end;
    readonly HeapSettling heap = new(() => GC.GetTotalAllocatedBytes(), ProcessMemory.Compact);
    readonly long startedAt;
    DynamicConfiguration? configuration;
    ServerState? state;

    public ProxyHost(ProxyHostOptions options)
    {
        this.options = options;
        main = new EpollEventLoop("main", options.Addresses);
        startedAt = main.Now;
        log = new LogLevel(options.Log);
        main.Faulted = problem => log.Print($"a defect of ours: {problem}");
        Registry = new StatsRegistry(options.Inclusion, StatTagNames.Istio);
        int workers = options.Concurrency > 0 ? options.Concurrency : Environment.ProcessorCount;
        threads = new WorkerThreads(workers, options.Addresses, log.Print);
        Runtime = new ProxyRuntime(main, Registry, threads.Loops, new RuntimeOptions
        {
            Seed = (ulong)options.Random.NextInt64(),
            Tls = LoadTls(),
            DrainTime = options.DrainTime,
            OutboundMark = (uint)options.OutboundMark,
            OnError = log.Print,
        });
        accessLogs = new AccessLogFiles(workers, () => main.Post(_ => accessLogs!.Flush(), null));
        everySecond = new LoopTimer(OnEverySecond);
        end = new LoopTimer(main.Stop);
    }

    public IEventLoop Main => main;

    public StatsRegistry Registry { get; }

    public ProxyRuntime Runtime { get; }

    public ServerState State => state ?? throw new InvalidOperationException("there is no configuration yet");

    /// <summary>Sets where configuration comes from; once, before <see cref="Run"/>.</summary>
    public DynamicConfiguration Configure(IXdsSubscriptions ads, IXdsSubscriptions sds, LocalNode node)
    {
        var names = new NameWatcher(new SystemNameResolver(main), main, new SeededRandom((ulong)options.Random.NextInt64()));
        configuration = new DynamicConfiguration(ads, sds, main, Runtime, Registry, accessLogs, node, names);
        state = new ServerState(Registry, configuration, Runtime);
        return configuration;
    }

    /// <summary>Opens the admin port. Null, or why it cannot be had.</summary>
    public string? ListenAdmin(NetAddress address, Bootstrap bootstrap, Action quit)
    {
        IReadOnlyList<IAdminPage> dumps = ConfigurationPages.Of(configuration!, () => Runtime.Snapshot, bootstrap, Facts(), TimeProvider.System);
        return Listen(ProxyPages.All(Registry, State, log, dumps, inboundOnly => Drain(inboundOnly), quit), address);
    }

    /// <summary>Opens a port with readiness and metrics only. Null, or why it cannot be had.</summary>
    public string? ListenStatus(NetAddress address) => Listen(ProxyPages.Status(Registry, State), address);

    /// <summary>Runs until <see cref="Stop"/>.</summary>
    public void Run()
    {
        main.Schedule(everySecond, NanosecondsPerSecond);
        threads.Start();
        main.Run();
        threads.Stop();
        accessLogs.Flush();
    }

    /// <summary>Ends <see cref="Run"/>; any thread.</summary>
    public void Stop() => main.Stop();

    /// <summary>
    /// Not ready any more, connections are asked to end, and the process goes when the time is over. Inbound only: what the application next door still
    /// sends leaves as ever. Main loop only.
    /// </summary>
    public void DrainAndStop(bool inboundOnly, TimeSpan after)
    {
        if (State.IsTerminating)
            return;
        State.IsTerminating = true;
        log.Print($"draining for {after.TotalSeconds} s");
        Drain(inboundOnly);
        main.Schedule(end, (long)(after.TotalSeconds * NanosecondsPerSecond));
    }

    public void Dispose() => main.Dispose();

    void Drain(bool inboundOnly) => Runtime.Drain(listener => !inboundOnly || listener.Direction == TrafficDirection.Inbound);

    string? Listen(AdminPages pages, NetAddress address)
    {
        new AdminServer(main, pages).Listen(address, out string? error);
        return error;
    }

    ServerFacts Facts() => new()
    {
        Version = ProductVersion.Text,
        State = () => State.Name,
        Uptime = () => TimeSpan.FromTicks((main.Now - startedAt) / 100),
        Concurrency = threads.Loops.Count,
        ConfigPath = options.ConfigPath,
        DrainTime = options.DrainTime,
    };

    OpenSslEngine? LoadTls()
    {
        OpenSslEngine? engine = OpenSslEngine.TryLoad(out string? error);
        if (engine is null)
            log.Print($"no TLS: {error}");
        return engine;
    }

    void OnEverySecond()
    {
        accessLogs.Flush();
        State.Update();
        if (State.IsLive)
            heap.OnSecond();
        main.Schedule(everySecond, NanosecondsPerSecond);
    }
}
