using System.Collections.Immutable;
using System.Text;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http2;
using Lateen.Net.Simulation;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http;
using Lateen.Proxy.Http.Router;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Tests.Http;

/// <summary>
/// A client, one worker that serves HTTP, and an upstream, on loops of one simulation: the real connection manager, router and pools, with raw bytes at both
/// ends and time that the test owns.
/// </summary>
sealed class HttpRig : IDisposable, IAcceptHandler
{
    static readonly NetAddress ProxyAddress = NetAddress.IPv4(0x0a000001, 80);
    static readonly NetAddress UpstreamAddress = NetAddress.IPv4(0x0a000002, 80);

    readonly HttpServer server;

    public HttpRig(
        Func<HttpConnectionManagerConfig, HttpConnectionManagerConfig>? http = null,
        Func<ClusterConfig, ClusterConfig>? cluster = null,
        Func<ForwardAction, ForwardAction>? action = null,
        IEnumerable<Route>? routes = null,
        int hosts = 1,
        bool friendly = false,
        Http2Options? http2Server = null,
        params IHttpFilterFactory[] filters)
    {
        Simulation = new Simulation(1, friendly ? new SimulationOptions { SplitReads = 0, SplitWrites = 0, MinLatencyNanoseconds = 1000, MaxLatencyNanoseconds = 1000 } : null);
        ClientLoop = Simulation.CreateLoop("client", NetAddress.IPv4(0x0a000009, 0));
        var loop = Simulation.CreateLoop("worker", NetAddress.IPv4(0x0a000001, 0));
        var upstreamLoop = Simulation.CreateLoop("upstream", NetAddress.IPv4(0x0a000002, 0));
        Registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        Worker = NewContext(loop, Registry);
        AddCluster(cluster, hosts);
        Upstream = new UpstreamScript(upstreamLoop, http2Server is null ? hosts : 0);
        if (http2Server is not null)
            Http2 = new Http2Upstream(upstreamLoop, UpstreamAddress, http2Server);
        var config = new HttpConnectionManagerConfig
        {
            StatPrefix = "test",
            Stats = new HttpStats(Registry.Http("test")),
            Routes = new RouteSource.Inline(Table(routes ?? [ForwardAll(action)])),
            Filters = [.. filters, new RouterFilterFactory("envoy.filters.http.router")],
            AccessLogs = [new Log(this)],
            NormalizePath = true,
        };
        server = new HttpServer(http is null ? config : http(config), HttpWorker.Of(Worker));
        loop.Listen(new ListenOptions { Address = ProxyAddress }, this, out _);
    }

    public Simulation Simulation { get; }

    public SimulatedEventLoop ClientLoop { get; }

    public StatsRegistry Registry { get; }

    public WorkerContext Worker { get; }

    public UpstreamScript Upstream { get; }

    /// <summary>The upstream instead, when it speaks HTTP/2.</summary>
    public Http2Upstream? Http2 { get; }

    /// <summary>One line per stream: status, flags, details.</summary>
    public List<string> Logged { get; } = [];

    /// <summary>Set false where a test counts allocations.</summary>
    public bool WritesLog { get; set; } = true;

    public ConnectionInfo Downstream { get; set; } = new() { Id = 1, RemoteIp = "10.0.0.9", RemoteAddress = "10.0.0.9:5000" };

    public HttpConnection? LastConnection { get; private set; }

    public static Route ForwardAll(Func<ForwardAction, ForwardAction>? action = null)
    {
        var forward = new ForwardAction { Cluster = new ClusterSpecifier.Single("up"), Timeout = TimeSpan.Zero };
        return new Route { Match = new RouteMatch { Path = new PathMatch.Prefix("/") }, Action = action is null ? forward : action(forward) };
    }

    /// <summary>A worker with one cluster, "up", of one host.</summary>
    public static WorkerContext CreateContext(IEventLoop loop, StatsRegistry registry, NetAddress upstream, UpstreamProtocol protocol = UpstreamProtocol.Http1)
    {
        var context = NewContext(loop, registry);
        var endpoints = new EndpointsConfig { Localities = [new LocalityEndpoints { Endpoints = [new EndpointConfig { Address = upstream }] }] };
        AddCluster(context, registry, new ClusterConfig { Name = "up", Discovery = new ClusterDiscovery.Static(endpoints), Http = new UpstreamHttpConfig { Protocol = protocol } }, endpoints);
        return context;
    }

    /// <summary>A connection manager that sends everything to "up", with timeouts armed.</summary>
    public static HttpConnectionManagerConfig CreateConfig(StatsRegistry registry) => new()
    {
        StatPrefix = "test",
        Stats = new HttpStats(registry.Http("test")),
        Routes = new RouteSource.Inline(Table([ForwardAll(forward => forward with { Timeout = TimeSpan.FromSeconds(15), RetryPolicy = Retries })])),
        Filters = [new RouterFilterFactory("envoy.filters.http.router")],
        NormalizePath = true,
    };

    /// <summary>Istio's default.</summary>
    public static RetryPolicy Retries { get; } = new()
    {
        On = RetryOn.ConnectFailure | RetryOn.RefusedStream | RetryOn.GrpcUnavailable | RetryOn.GrpcCancelled | RetryOn.RetriableStatusCodes,
        Retries = 2,
        RetriableStatusCodes = [503],
        AvoidPreviousHosts = true,
        HostSelectionMaxAttempts = 5,
    };

    public RawClient Connect()
    {
        var client = new RawClient();
        ClientLoop.Connect(new ConnectOptions(ProxyAddress), client);
        Simulation.RunUntil(() => client.IsConnected);
        return client;
    }

    public Http2Caller ConnectHttp2()
    {
        var client = new Http2Caller(ClientLoop);
        ClientLoop.Connect(new ConnectOptions(ProxyAddress), client);
        Simulation.RunUntil(() => client.IsConnected);
        return client;
    }

    /// <summary>Sends one request on a new connection and waits for the whole answer.</summary>
    public string Exchange(string request)
    {
        var client = Connect();
        client.Send(request);
        Simulation.RunUntil(() => client.HasResponse || client.IsClosed);
        return client.Text;
    }

    public void Run(Func<bool> until) => Simulation.RunUntil(until);

    public long Counter(string name) => Registry.ValueOf(StatKind.Counter, name) ?? 0;

    public long Gauge(string name) => Registry.ValueOf(StatKind.Gauge, name) ?? 0;

    IConnectionHandler IAcceptHandler.OnAccepted(IConnection connection) => LastConnection = HttpConnection.Of(server, new TestDownstream(this), alpn: null);

    void IAcceptHandler.OnAcceptPaused(int errno)
    {
    }

    public void Dispose() => Simulation.Dispose();

    void AddCluster(Func<ClusterConfig, ClusterConfig>? change, int hosts)
    {
        var endpoints = new EndpointsConfig
        {
            Localities =
            [
                new LocalityEndpoints
                {
                    Endpoints = [.. Enumerable.Range(0, hosts).Select(i => new EndpointConfig { Address = UpstreamAddress.WithPort((ushort)(80 + i)) })],
                },
            ],
        };
        var config = new ClusterConfig { Name = "up", Discovery = new ClusterDiscovery.Static(endpoints) };
        AddCluster(Worker, Registry, change is null ? config : change(config), endpoints);
    }

    static WorkerContext NewContext(IEventLoop loop, StatsRegistry registry) => new()
    {
        Index = 0,
        Loop = loop,
        Stats = registry.AddShard(),
        Random = new SeededRandom(7),
        Transports = new WorkerTransports(tls: null, _ => { }),
    };

    static void AddCluster(WorkerContext context, StatsRegistry registry, ClusterConfig config, EndpointsConfig endpoints)
    {
        var snapshot = new ClusterHosts(new Cluster(config, registry)).Apply(endpoints);
        context.Clusters.Set(new WorkerCluster(snapshot, context.Loop, context.Stats, context.Random));
    }

    static RouteTable Table(IEnumerable<Route> routes)
    {
        var host = new VirtualHost { Name = "all", Domains = ["*"], Routes = [.. routes], IncludeRequestAttemptCount = true };
        return RouteTable.TryCreate(new RouteTableConfig { Name = "test", VirtualHosts = [host] }, out _)!;
    }

    sealed class TestDownstream(HttpRig rig) : IDownstream
    {
        public ConnectionInfo Info => rig.Downstream;

        public IReadOnlyDictionary<string, object>? FilterState => null;

        public NetAddress OriginalDestination => default;

        public int BufferLimit => 64 * 1024;

        public bool IsDraining => false;

        public void Finish(CloseReason reason)
        {
        }
    }

    sealed class Log(HttpRig rig) : IAccessLogConfig, IStreamObserver
    {
        public string Name => "test";

        public IStreamObserver Create(int worker) => this;

        public void OnStreamComplete(StreamInfo info, RequestHead? request, ResponseHead? response)
        {
            if (rig.WritesLog)
                rig.Logged.Add($"{info.ResponseCode} {info.Flags} {info.ResponseCodeDetails}");
        }
    }
}
