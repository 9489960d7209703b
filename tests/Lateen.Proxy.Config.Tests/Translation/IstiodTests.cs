using System.Text;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Config.Tests.Fakes;
using Lateen.Proxy.Config.Translation;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;
using Lateen.Testing;
using ProtoCluster = Envoy.Config.Cluster.V3.Cluster;
using ProtoListener = Envoy.Config.Listener.V3.Listener;

namespace Lateen.Proxy.Config.Tests.Translation;

/// <summary>What a real istiod generates for a sidecar is understood whole; the goldens show what is made of it.</summary>
public sealed class IstiodTests
{
    const string Goldens = "tests/Lateen.Proxy.Config.Tests/Istiod/";

    [Fact]
    public void Listeners_of_a_sidecar()
    {
        var text = new StringBuilder();
        foreach (var listener in Json.ReadLines<ProtoListener>("Istiod/listeners.jsonl"))
        {
            var problems = new ProblemList();
            var translated = new ListenerTranslator(Reading.Context()).Translate(listener, null, problems);
            Assert.Equal("", problems.ToString());
            Describe(text, translated!.Config);
        }

        Golden.Check(Goldens + "listeners.expected", text.ToString());
    }

    [Fact]
    public void Clusters_of_a_sidecar()
    {
        var text = new StringBuilder();
        foreach (var cluster in Json.ReadLines<ProtoCluster>("Istiod/clusters.jsonl"))
        {
            var problems = new ProblemList();
            var translated = new ClusterTranslator(Reading.Context()).Translate(cluster, problems);
            Assert.Equal("", problems.ToString());
            Describe(text, translated!);
        }

        Golden.Check(Goldens + "clusters.expected", text.ToString());
    }

    [Fact]
    public void Endpoints_of_a_sidecar()
    {
        var text = new StringBuilder();
        foreach (var assignment in Json.ReadLines<Envoy.Config.Endpoint.V3.ClusterLoadAssignment>("Istiod/endpoints.jsonl"))
        {
            var problems = new ProblemList();
            var endpoints = EndpointsTranslator.Translate(assignment, names: false, problems.Root);
            Assert.Equal("", problems.ToString());
            text.Append(assignment.ClusterName).Append('\n');
            foreach (var endpoint in endpoints.Localities.SelectMany(locality => locality.Endpoints))
                text.Append($"  {endpoint.Address} weight {endpoint.Weight} {endpoint.Health} tlsMode={endpoint.Metadata.Find("envoy.transport_socket_match", "tlsMode")}\n");
        }

        Golden.Check(Goldens + "endpoints.expected", text.ToString());
    }

    [Fact]
    public void Routes_of_a_sidecar()
    {
        var text = new StringBuilder();
        foreach (var configuration in Json.ReadLines<Envoy.Config.Route.V3.RouteConfiguration>("Istiod/routes.jsonl"))
        {
            var problems = new ProblemList();
            var table = new RouteTableTranslator().Read(configuration, problems.Root);
            Assert.Equal("", problems.ToString());
            Describe(text, table!.Config);
        }

        Golden.Check(Goldens + "routes.expected", text.ToString());
    }

    [Fact]
    public void Unchanged_filter_chains_keep_their_identity()
    {
        var listener = Json.ReadLines<ProtoListener>("Istiod/listeners.jsonl").Single(l => l.Name == "virtualInbound");
        var translator = new ListenerTranslator(Reading.Context());
        var first = translator.Translate(listener, null, new ProblemList())!;
        listener.FilterChains[0].Name = "renamed";
        var second = translator.Translate(listener, first, new ProblemList())!;

        var (before, after) = (first.Config.FilterChains.Chains, second.Config.FilterChains.Chains);
        Assert.NotSame(before[0], after[0]);
        Assert.Equal(before.Skip(1), after.Skip(1), ReferenceEqualityComparer.Instance);
    }

    static void Describe(StringBuilder text, ListenerConfig listener)
    {
        text.Append($"{listener.Name} {listener.Address} {listener.Direction} bind={listener.BindToPort} original_dst={listener.UseOriginalDestination}\n");
        foreach (var filter in listener.ListenerFilters)
            text.Append($"  listener filter {filter.Name}\n");
        foreach (var chain in listener.FilterChains.Chains)
            Describe(text, chain, "chain");
        if (listener.FilterChains.DefaultChain is { } last)
            Describe(text, last, "default chain");
    }

    static void Describe(StringBuilder text, FilterChainConfig chain, string what)
    {
        var match = chain.Match;
        text.Append($"  {what} {chain.Name} port={match.DestinationPort} {match.TransportProtocol} [{string.Join(' ', match.ApplicationProtocols)}]\n");
        if (chain.TransportSocket is DownstreamTlsConfig tls)
            text.Append($"    tls client cert={tls.RequireClientCertificate} alpn=[{string.Join(' ', tls.Common.AlpnProtocols)}] {string.Join(' ', tls.Common.Certificates)} {tls.Common.TrustedCa} sans={string.Join(' ', tls.Common.SubjectAltNames.Select(san => san.Matcher))}\n");
        foreach (var filter in chain.Filters)
        {
            text.Append($"    {filter.Name}");
            if (filter is HttpConnectionManagerConfig manager)
                text.Append($" {manager.Routes switch { RouteSource.Rds rds => "rds " + rds.Name, RouteSource.Inline inline => "inline " + inline.Table.Name, _ => "" }} [{string.Join(' ', manager.Filters.Select(f => f.Name))}] logs={manager.AccessLogs.Length} xfcc={manager.ForwardClientCert} {manager.ClientCertDetails}");
            if (filter is Lateen.Proxy.Tcp.TcpProxyConfig proxy)
                text.Append($" {proxy.Cluster}");
            text.Append('\n');
        }
    }

    static void Describe(StringBuilder text, ClusterConfig cluster)
    {
        text.Append($"{cluster.Name} {cluster.Discovery.GetType().Name} {cluster.LoadBalancer.GetType().Name} connect={cluster.ConnectTimeout.TotalSeconds}s panic={cluster.PanicThresholdPercent}\n");
        var limits = cluster.DefaultThresholds;
        text.Append($"  limits {limits.MaxConnections} {limits.MaxPendingRequests} {limits.MaxRequests} {limits.MaxRetries} http={cluster.Http.Protocol} source={cluster.SourceAddress}\n");
        foreach (var match in cluster.TransportSocketMatches)
        {
            var tls = match.TransportSocket as UpstreamTlsConfig;
            text.Append($"  socket {match.Name} when {string.Join(',', match.Match.Fields.Keys)}: {tls?.ServerName ?? "raw"} {string.Join(' ', tls?.Common.AlpnProtocols ?? [])} {string.Join(' ', tls?.Common.SubjectAltNames.Select(san => san.Matcher) ?? [])}\n");
        }

        foreach (var filter in cluster.NetworkFilters)
            text.Append($"  filter {filter.Name}\n");
    }

    static void Describe(StringBuilder text, RouteTableConfig table)
    {
        text.Append($"{table.Name}\n");
        foreach (var host in table.VirtualHosts)
        {
            text.Append($"  {host.Name} [{string.Join(' ', host.Domains)}]\n");
            foreach (var route in host.Routes)
                text.Append($"    {route.Name} {route.Match.Path} {string.Join(' ', route.Match.Headers.Select(header => header.Name))} -> {Describe(route.Action)}\n");
        }
    }

    static string Describe(RouteAction action) => action switch
    {
        ForwardAction { Cluster: ClusterSpecifier.Weighted weighted } => string.Join(' ', weighted.Clusters.Select(cluster => $"{cluster.Weight}:{cluster.Name}")),
        ForwardAction { Cluster: ClusterSpecifier.Single single } forward => $"{single.Name} timeout={forward.Timeout.TotalSeconds}s retry={forward.RetryPolicy?.On} x{forward.RetryPolicy?.Retries} rewrite={forward.PathRewrite}",
        RedirectAction redirect => $"{redirect.Status} {redirect.Path}",
        _ => action.GetType().Name,
    };
}
