using System.Collections.Immutable;
using Lateen.Core;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Simulation;
using Lateen.Net.Tls;
using Lateen.Net.Tls.OpenSsl;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.AccessLog;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Runtime;
using Lateen.Proxy.Tcp;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Tests.Runtime;

/// <summary>A proxy with a main loop and workers on the simulated network, a loop for clients and one for servers.</summary>
sealed class ProxyRig : IDisposable
{
    public static readonly NetAddress Entry = NetAddress.Loopback(15001);

    readonly List<Peer> accepted = [];

    public ProxyRig(int workers = 1, int seed = 1, uint connectionLimit = uint.MaxValue)
    {
        Simulation = new Simulation(seed);
        Main = Simulation.CreateLoop("main");
        Clients = Simulation.CreateLoop("clients");
        Servers = Simulation.CreateLoop("servers");
        Limit = new SharedLimit(connectionLimit);
        Runtime = new ProxyRuntime(Main, Stats, [.. Enumerable.Range(0, workers).Select(index => Simulation.CreateLoop($"worker-{index}"))], new RuntimeOptions
        {
            Seed = (ulong)seed,
            Tls = OpenSslEngine.TryLoad(out _),
            DrainTime = TimeSpan.FromSeconds(45),
            ConnectionLimit = Limit,
            OnError = Errors.Add,
        });
    }

    public Simulation Simulation { get; }

    public SimulatedEventLoop Main { get; }

    public SimulatedEventLoop Clients { get; }

    public SimulatedEventLoop Servers { get; }

    public StatsRegistry Stats { get; } = new(StatsInclusion.All, StatTagNames.Istio);

    public ProxyRuntime Runtime { get; }

    public SharedLimit Limit { get; }

    public List<string> Errors { get; } = [];

    /// <summary>What the access log was told: flags, details, cluster.</summary>
    public List<string> Log { get; } = [];

    /// <summary>What it was told besides.</summary>
    public List<(ConnectionInfo Connection, ITlsSession? UpstreamTls, string? Failure)> LogDetails { get; } = [];

    /// <summary>Connections that servers of this rig have accepted, in order.</summary>
    public IReadOnlyList<Peer> Accepted => accepted;

    public static NetAddress Server(int number) => NetAddress.IPv4(0x0a000000 + (uint)number, 80);

    public void Serve(NetAddress address, Func<Peer>? make = null)
    {
        var listener = Servers.Listen(new ListenOptions { Address = address }, new Acceptor(this, make ?? (() => new Peer { EndsWithPeer = true })), out var error);
        Assert.NotNull(listener);
        Assert.Null(error);
    }

    public void SetCluster(string name, params NetAddress[] hosts) => SetCluster(new ClusterConfig { Name = name, Discovery = new ClusterDiscovery.Eds(name) }, hosts);

    public void SetCluster(ClusterConfig config, params NetAddress[] hosts) => Runtime.SetCluster(config, Endpoints(hosts));

    public static EndpointsConfig Endpoints(params NetAddress[] hosts) =>
        new() { Localities = [new LocalityEndpoints { Endpoints = [.. hosts.Select(host => new EndpointConfig { Address = host })] }] };

    public void SetListener(ListenerConfig config) => Assert.Null(Runtime.SetListener(config));

    public ListenerConfig TcpListener(string name, NetAddress address, params FilterChainConfig[] chains) => new()
    {
        Name = name,
        Address = address,
        FilterChains = Matcher(chains),
        AccessLogs = [new LogConfig(this)],
    };

    public static FilterChainMatcher Matcher(params FilterChainConfig[] chains)
    {
        var matcher = FilterChainMatcher.TryCreate([.. chains], null, out var errors);
        Assert.Empty(errors);
        return matcher!;
    }

    public FilterChainConfig TcpChain(string cluster, Func<TcpProxyConfig, TcpProxyConfig>? change = null, FilterChainMatch? match = null, params IReadFilterConfig[] before)
    {
        var proxy = new TcpProxyConfig { StatPrefix = cluster, Cluster = new ClusterSpecifier.Single(cluster), AccessLogs = [new LogConfig(this)] };
        return new FilterChainConfig { Name = cluster, Match = match ?? FilterChainMatch.Everything, Filters = [.. before, change is null ? proxy : change(proxy)] };
    }

    public Peer Connect(NetAddress? address = null, Peer? peer = null)
    {
        peer ??= new Peer { EndsWithPeer = true };
        peer.Connection = Clients.Connect(new ConnectOptions(address ?? Entry), peer);
        return peer;
    }

    public void RunUntil(Func<bool> done) => Simulation.RunUntil(done);

    public long Counter(string name) => Stats.ValueOf(StatKind.Counter, name) ?? throw new InvalidOperationException($"There is no counter {name}.");

    public long Gauge(string name) => Stats.ValueOf(StatKind.Gauge, name) ?? throw new InvalidOperationException($"There is no gauge {name}.");

    /// <summary>The proxy holds no connection any more, on either side.</summary>
    public void AssertNothingIsLeft()
    {
        Assert.Equal(0, Limit.Count);
        Assert.All(Runtime.Workers, worker => Assert.Equal(0, worker.Listeners.ConnectionCount));
        Assert.All(Runtime.Snapshot.Clusters.Values, cluster => Assert.True(cluster.Cluster.IsUnused));
        Assert.All(Runtime.Snapshot.Clusters.Values.SelectMany(cluster => cluster.Hosts), host => Assert.Equal(0, host.Host.ActiveConnections.Value));
    }

    public void Dispose() => Simulation.Dispose();

    sealed class Acceptor(ProxyRig rig, Func<Peer> make) : IAcceptHandler
    {
        public IConnectionHandler OnAccepted(IConnection connection)
        {
            var peer = make();
            rig.accepted.Add(peer);
            return peer;
        }

        public void OnAcceptPaused(int errno)
        {
        }
    }

    sealed class LogConfig(ProxyRig rig) : IAccessLogConfig
    {
        public string Name => "test";

        public IStreamObserver Create(int worker) => new Logger(rig);
    }

    sealed class Logger(ProxyRig rig) : IStreamObserver
    {
        public void OnStreamComplete(StreamInfo info, RequestHead? request, ResponseHead? response)
        {
            rig.Log.Add($"{(info.Flags.IsEmpty ? "-" : info.Flags.ToString())} {info.ResponseCodeDetails ?? "-"} {info.UpstreamCluster ?? "-"}");
            rig.LogDetails.Add((info.Connection, info.UpstreamTls, info.UpstreamTransportFailureReason ?? info.ConnectionTerminationDetails));
        }
    }
}
