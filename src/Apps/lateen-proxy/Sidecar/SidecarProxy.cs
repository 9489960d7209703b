using Lateen.Agent.Certificates;
using Lateen.Agent.InProcess;
using Lateen.Agent.Options;
using Lateen.Net;
using Lateen.Net.Epoll;
using Lateen.Net.Tls.OpenSsl;
using Lateen.Proxy.Admin;
using Lateen.Proxy.Config.Warming;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Runtime;
using Lateen.Xds.Client;
using Lateen.Xds.Server;

namespace Lateen.ProxyApp.Sidecar;

/// <summary>
/// Agent and proxy in one process, for a sidecar or a gateway: the main loop runs on the calling thread and owns everything that is one per
/// process; workers have threads of their own; certificate and ADS come and go over gRPC on the thread pool.
/// </summary>
sealed class SidecarProxy : IAsyncDisposable
{
    const long NanosecondsPerSecond = 1_000_000_000;

    readonly AgentOptions options;
    readonly Action<string> log;
    readonly EpollEventLoop main = new("main");
    readonly StatsRegistry registry = new(StatsInclusion.IstioDefault, StatTagNames.Istio);
    readonly WorkerThreads threads;
    readonly ProxyRuntime runtime;
    readonly AccessLogFiles accessLogs;
    readonly DynamicConfiguration configuration;
    readonly CertificateSource certificates;
    readonly SharedResources secrets = new();
    readonly XdsClient ads;
    readonly ServerState state;
    readonly LoopTimer flush;
    readonly LoopTimer end;

    public SidecarProxy(AgentOptions options, TimeProvider time, Random random, Action<string> log)
    {
        this.options = options;
        this.log = log;
        main.Faulted = problem => log($"a defect of ours: {problem}");
        int workers = options.Concurrency > 0 ? options.Concurrency : Environment.ProcessorCount;
        threads = new WorkerThreads(workers, log);
        runtime = new ProxyRuntime(main, registry, threads.Loops, new RuntimeOptions
        {
            Seed = (ulong)random.NextInt64(),
            Tls = LoadTls(log),
            DrainTime = TimeSpan.FromSeconds(options.DrainSeconds),
            OutboundMark = (uint)options.OutboundMark,
            OnError = log,
        });
        accessLogs = new AccessLogFiles(workers, () => main.Post(_ => accessLogs!.Flush(), null));
        certificates = new CertificateSource(options, time, random, log);
        certificates.Changed += certificate => secrets.Set(WorkloadSecrets.Of(certificate));
        Envoy.Config.Core.V3.Node node = ProxyNode.Of(options);
        ads = ConnectAds(node, random);
        XdsClient sds = XdsLoopback.Connect(main, secrets, node, time, random);
        configuration = new DynamicConfiguration(ads, sds, main, runtime, registry, accessLogs, ProxyNode.LocalOf(options));
        sds.Start();
        state = new ServerState(registry, configuration);
        flush = new LoopTimer(OnEverySecond);
        end = new LoopTimer(main.Stop);
    }

    /// <summary>Runs until <see cref="Stop"/> and the drain after it. Returns the exit code.</summary>
    public int Run()
    {
        if (ListenAdmin() is { } problem)
        {
            log(problem);
            return 1;
        }

        certificates.Start();
        ads.Start();
        configuration.Start();
        main.Schedule(flush, NanosecondsPerSecond);
        threads.Start();
        main.Run();
        accessLogs.Flush();
        threads.Stop();
        return 0;
    }

    /// <summary>Begins the drain, once; any thread.</summary>
    public void Stop() => main.Post(_ => Drain(), null);

    public async ValueTask DisposeAsync()
    {
        await certificates.DisposeAsync();
        main.Dispose();
    }

    static OpenSslEngine? LoadTls(Action<string> log)
    {
        OpenSslEngine? engine = OpenSslEngine.TryLoad(out string? error);
        if (engine is null)
            log($"no TLS: {error}");
        return engine;
    }

    XdsClient ConnectAds(Envoy.Config.Core.V3.Node node, Random random)
    {
        var channels = new DiscoveryChannel(options);
        var port = new XdsGrpcPort(
            main, () => channels.Open(options.DiscoveryAddress, certificates.Current), () => channels.Headers(certificates.Current), delta: true, log);
        XdsClient client = XdsClient.Delta(node, port, random);
        port.Serve(client);
        return client;
    }

    /// <summary>Null, or which port could not be had.</summary>
    string? ListenAdmin()
    {
        var admin = new AdminServer(main, SidecarPages.All(registry, state, runtime, Drain));
        var status = new AdminServer(main, SidecarPages.Status(registry, state));
        NetAddress anyAddress = NetAddress.IPv4(0, 0);
        (AdminServer Server, NetAddress Address)[] ports =
        [
            (admin, NetAddress.Loopback((ushort)options.AdminPort)),
            (status, anyAddress.WithPort((ushort)options.StatusPort)),
            (status, anyAddress.WithPort((ushort)options.ReadinessPort)),
            (status, anyAddress.WithPort((ushort)options.PrometheusPort)),
        ];
        foreach ((AdminServer server, NetAddress address) in ports)
            if (server.Listen(address, out string? error) is null)
                return error;
        return null;
    }

    void OnEverySecond()
    {
        accessLogs.Flush();
        state.Update();
        main.Schedule(flush, NanosecondsPerSecond);
    }

    /// <summary>
    /// What a pod's end is to its peers: not ready any more, connections asked to end, and the process goes when none is left or its time is over.
    /// A gateway drains everything, a sidecar what comes in, so that the application's own last requests still leave.
    /// </summary>
    void Drain()
    {
        if (state.IsTerminating)
            return;
        state.IsTerminating = true;
        log($"draining for {options.TerminationDrainSeconds} s");
        runtime.Drain(listener => options.Role != ProxyRole.Sidecar || listener.Direction == TrafficDirection.Inbound);
        main.Schedule(end, options.TerminationDrainSeconds * NanosecondsPerSecond);
    }
}
