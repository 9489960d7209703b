using System.Net;
using System.Net.Sockets;
using Lateen.Net;
using Lateen.Net.Epoll;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http;
using Lateen.Proxy.Http.Router;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Runtime;
using Lateen.Proxy.Workers;

namespace Lateen.Interop.Tests.Http2;

/// <summary>Our proxy on a real socket of loopback, with one worker on a thread of its own: HTTP of either version in, a server behind it.</summary>
sealed class ProxyListener : IDisposable
{
    readonly EpollEventLoop main = new("main");
    readonly EpollEventLoop loop = new("worker-0");
    readonly Thread thread;

    public ProxyListener(int upstreamPort, UpstreamProtocol protocol = UpstreamProtocol.Http1, HttpCodecType codec = HttpCodecType.Auto)
    {
        var registry = new StatsRegistry(StatsInclusion.All, StatTagNames.Istio);
        var runtime = new ProxyRuntime(main, registry, [loop], new RuntimeOptions { Seed = 1 });
        var endpoints = new EndpointsConfig
        {
            Localities = [new LocalityEndpoints { Endpoints = [new EndpointConfig { Address = NetAddress.Loopback((ushort)upstreamPort) }] }],
        };
        runtime.SetCluster(
            new ClusterConfig { Name = "up", Discovery = new ClusterDiscovery.Static(endpoints), Http = new UpstreamHttpConfig { Protocol = protocol } }, endpoints);
        Port = FreePort();
        var error = runtime.SetListener(new ListenerConfig
        {
            Name = "l",
            Address = NetAddress.Loopback((ushort)Port),
            FilterChains = Matcher(new FilterChainConfig { Filters = [Manager(registry) with { Codec = codec }] }),
        });
        Assert.Null(error);
        runtime.Start();
        loop.RunOnce(0);
        thread = new Thread(loop.Run) { IsBackground = true };
        thread.Start();
    }

    public int Port { get; }

    public void Dispose()
    {
        loop.Stop();
        thread.Join();
        loop.Dispose();
        main.Dispose();
    }

    static HttpConnectionManagerConfig Manager(StatsRegistry registry) => new()
    {
        StatPrefix = "test",
        Stats = new HttpStats(registry.Http("test")),
        Routes = new RouteSource.Inline(RouteTable.TryCreate(
            new RouteTableConfig { Name = "r", VirtualHosts = [new VirtualHost { Name = "all", Domains = ["*"], Routes = [Everything] }] }, out _)!),
        Filters = [new RouterFilterFactory("envoy.filters.http.router")],
    };

    static Route Everything { get; } = new()
    {
        Match = new RouteMatch { Path = new PathMatch.Prefix("/") },
        Action = new ForwardAction { Cluster = new ClusterSpecifier.Single("up"), Timeout = TimeSpan.Zero },
    };

    static FilterChainMatcher Matcher(FilterChainConfig chain) => FilterChainMatcher.TryCreate([chain], null, out _)!;

    static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
