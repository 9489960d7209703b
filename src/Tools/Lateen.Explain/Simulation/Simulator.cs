using System.Net;
using System.Text;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Http;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Tcp;

namespace Lateen.Explain.Simulation;

/// <summary>
/// What a proxy would do with a call, without running it: the listener, filter chain, virtual host, route and cluster, found by the code that the proxy
/// itself matches with.
/// </summary>
public sealed class Simulator(ProxyConfiguration configuration)
{
    const ushort VirtualOutbound = 15001;
    const ushort VirtualInbound = 15006;
    const string TlsInspector = "envoy.filters.listener.tls_inspector";
    const string HttpInspector = "envoy.filters.listener.http_inspector";

    readonly MatchTrace trace = new();

    /// <summary>Follows one call. Not thread-safe, and for one call only.</summary>
    public CallResult Run(Call call)
    {
        var accepting = call.Direction switch
        {
            CallDirection.Outbound => configuration.ListenerOf(NetAddress.IPv4(0, VirtualOutbound)),
            CallDirection.Inbound => configuration.ListenerOf(NetAddress.IPv4(0, VirtualInbound)),
            _ => configuration.ListenerOf(Address(call.Destination)),
        };
        if (accepting is null)
            return new CallResult { Error = "nothing listens there: the connection is refused" };
        var listener = accepting.UseOriginalDestination ? configuration.ListenerOf(Address(call.Destination)) ?? accepting : accepting;
        return Chain(listener, call) with { Listener = listener.Name, Steps = [.. trace.Steps.Select(step => new CallStep(step.Criterion, step.Input, step.Outcome))] };
    }

    CallResult Chain(ListenerConfig listener, Call call)
    {
        if (listener.FilterChains.Find(Facts(listener, call), trace) is not { } chain)
            return new CallResult { Error = "no filter chain matches: the connection is closed" };
        var result = chain.Filters.LastOrDefault() switch
        {
            HttpConnectionManagerConfig manager when call.Request is { } request => Route(manager, request, call),
            HttpConnectionManagerConfig => new CallResult { Error = "the filter chain speaks HTTP, and the call doesn't" },
            TcpProxyConfig tcp => new CallResult { Clusters = [.. Targets(tcp.Cluster)] },
            _ => new CallResult { Error = "the filter chain leads nowhere: the connection is closed" },
        };
        return WithMissingClusters(result) with { FilterChain = MatchText.Of(chain, listener) };
    }

    static CallResult WithMissingClusters(CallResult result) =>
        result.Clusters.FirstOrDefault(target => !target.IsKnown) is { } missing ? result with { Error = $"the proxy has no cluster {missing.Cluster}" } : result;

    /// <summary>What the listener's inspectors would find out; without them nothing is known of the bytes.</summary>
    static ConnectionFacts Facts(ListenerConfig listener, Call call)
    {
        var facts = new ConnectionFacts(Address(call.Destination), Address(call.Source));
        if (call.Direction != CallDirection.Gateway)
            facts.RestoreLocalAddress(Address(call.Destination));
        if (call.IsTls && Has(listener, TlsInspector, call))
        {
            facts.TransportProtocol = ConnectionFacts.Tls;
            facts.ServerName = call.ServerName.ToLowerInvariant();
            facts.ApplicationProtocols = call.Alpn;
        }
        else if (!call.IsTls && call.Request is { } request && Has(listener, HttpInspector, call))
        {
            facts.ApplicationProtocols = [request.IsHttp2 ? "h2c" : "http/1.1"];
        }

        return facts;
    }

    static bool Has(ListenerConfig listener, string filter, Call call) =>
        listener.ListenerFilters.Any(present => present.Name == filter && present.DisabledFor?.IsMatch(call.Destination.Port) != true);

    CallResult Route(HttpConnectionManagerConfig manager, CallRequest request, Call call)
    {
        var (name, table) = manager.Routes switch
        {
            RouteSource.Inline inline => (inline.Table.Name, inline.Table),
            RouteSource.Rds rds => (rds.Name, configuration.Table(rds.Name)),
            _ => ("", null),
        };
        if (table is null)
            return new CallResult { RouteTable = name, Status = 404, Error = $"the proxy has no route table {name}" };
        var head = Head(request, call.IsTls);
        if (Normalize(head, manager) is { } status)
            return new CallResult { RouteTable = name, Status = status, Error = "the path is not taken as it is written" };
        var view = new RequestView(head);
        return Decide(table.Match(view, random: 0, trace), view) with { RouteTable = name };
    }

    CallResult Decide(RouteDecision decision, in RequestView request)
    {
        if (decision.VirtualHost is not { } host)
            return new CallResult { Status = 404, Error = "no virtual host has the request's authority" };
        if (decision.Entry is not { } entry)
            return new CallResult { VirtualHost = host.Name, Status = 404, Error = "no route of the virtual host matches" };
        var result = new CallResult { VirtualHost = host.Name, Route = MatchText.Of(entry) };
        return entry.Route.Action switch
        {
            RedirectAction redirect => result with { Status = redirect.Status },
            DirectResponseAction direct => result with { Status = direct.Status },
            ForwardAction { Cluster: ClusterSpecifier.FromHeader } => entry.SelectCluster(request, 0, out _) is { } chosen
                ? result with { Clusters = [configuration.Target(chosen, 100)] }
                : result with { Status = 503, Error = "the header that names the cluster is missing" },
            ForwardAction forward => result with { Clusters = [.. Targets(forward.Cluster)] },
            _ => result with { Error = "the route leads nowhere" },
        };
    }

    IEnumerable<CallTarget> Targets(ClusterSpecifier clusters) => clusters switch
    {
        ClusterSpecifier.Single single => [configuration.Target(single.Name, 100)],
        ClusterSpecifier.Weighted weighted => weighted.Clusters.Select(cluster => configuration.Target(cluster.Name, 100.0 * cluster.Weight / weighted.TotalWeight)),
        _ => [],
    };

    static NetAddress Address(IPEndPoint point) => NetAddress.From(point.Address, (ushort)point.Port);

    static RequestHead Head(CallRequest request, bool isTls)
    {
        var head = new RequestHead();
        head.SetMethod(Encoding.Latin1.GetBytes(request.Method));
        head.SetScheme(isTls ? "https"u8 : "http"u8);
        head.SetPath(Encoding.Latin1.GetBytes(request.Path));
        head.SetAuthority(Encoding.Latin1.GetBytes(request.Host));
        foreach (var (name, value) in request.Headers)
            head.Headers.Append(HeaderName.Of(name), Encoding.Latin1.GetBytes(value));
        return head;
    }

    /// <summary>Null, or the status that a path is answered with.</summary>
    static int? Normalize(RequestHead head, HttpConnectionManagerConfig manager)
    {
        Span<byte> output = new byte[3 * head.Path.Length];
        var outcome = PathNormalizer.Normalize(head.Path, manager, output, out var length);
        if (outcome == PathOutcome.Changed)
            head.SetPath(output[..length]);
        return outcome switch
        {
            PathOutcome.Rejected => 400,
            PathOutcome.Redirect => 307,
            _ => null,
        };
    }
}
