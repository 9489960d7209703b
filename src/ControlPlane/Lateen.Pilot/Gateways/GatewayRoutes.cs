using Envoy.Config.Route.V3;
using Lateen.Core;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Routes;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Gateways;

/// <summary>Route configurations of gateways: a virtual host for each host that a server and a rule bound to its Gateway have in common.</summary>
static class GatewayRoutes
{
    public static RouteConfiguration Make(IScopeView view, GatewayScope scope, string name, Emitter emitter)
    {
        var configuration = VirtualHosts.Configuration(name);
        GatewayServer[] servers = [.. GatewayPlan.OfRoutes(view, scope, name)];
        var hosts = new Dictionary<string, HostRoutes>();
        foreach (var server in servers)
            Collect(view, server, emitter, hosts);
        configuration.VirtualHosts.AddRange(Collapse(view.Mesh, hosts.Values, emitter));
        if (configuration.VirtualHosts.Count == 0 && servers.Length > 0)
            configuration.VirtualHosts.Add(emitter.Emit(VirtualHosts.Of(view.Mesh, RouteName.GatewayBlackHole(servers[0].DeclaredPort), ["*"], []), servers[0].Source));
        return emitter.Emit(configuration, servers.Length > 0 ? [.. servers.Select(server => server.Source)] : [view.Mesh.At()]);
    }

    static void Collect(IScopeView view, GatewayServer server, Emitter emitter, Dictionary<string, HostRoutes> hosts)
    {
        var context = new RouteContext(view, server.DeclaredPort, server.Gateway.FullName, emitter);
        foreach (var rule in view.GatewayRules(server.Gateway.FullName))
        {
            var common = Common(server.HostsFor(rule.Object.Namespace), rule.Hosts).ToArray();
            if (common.Length == 0 || HttpRoutes.Of(context, rule) is not { Count: > 0 } routes)
                continue;
            foreach (var host in common)
                Entry(hosts, server, host.Value).Add(routes, rule.Object.At("spec.hosts"), $"{rule.Object.Ref} {server.Source}");
        }

        if (server.Spec.Tls?.HttpsRedirect != true)
            return;
        foreach (var host in server.Hosts)
            Entry(hosts, server, host).RedirectsToTls = true;
    }

    static HostRoutes Entry(Dictionary<string, HostRoutes> hosts, GatewayServer server, string host)
    {
        if (!hosts.TryGetValue(host, out var entry))
            hosts.Add(host, entry = new HostRoutes(host, server.DeclaredPort, server.Source));
        return entry;
    }

    /// <summary>For each pair the narrower host, once.</summary>
    static IEnumerable<Hostname> Common(IEnumerable<Hostname> servers, IReadOnlyList<Hostname> rules) => (
        from own in servers
        from claimed in rules
        where own.Matches(claimed)
        select claimed.SubsetOf(own) ? claimed : own).Distinct().Order();

    /// <summary>Hosts with the same routes become one virtual host, named after the first.</summary>
    static IEnumerable<VirtualHost> Collapse(MeshOptions mesh, IEnumerable<HostRoutes> hosts, Emitter emitter) =>
        hosts.GroupBy(host => host.Key).Select(group => Merge(mesh, [.. group], emitter)).OrderBy(host => host.Name, StringComparer.Ordinal);

    static VirtualHost Merge(MeshOptions mesh, HostRoutes[] group, Emitter emitter)
    {
        var first = group[0];
        var host = VirtualHosts.Of(mesh, RouteName.VirtualHost(first.Host, first.Port), group.Select(entry => entry.Host), first.Ordered());
        if (first.RedirectsToTls)
            host.RequireTls = VirtualHost.Types.TlsRequirementType.All;
        return emitter.Emit(host, [.. group.SelectMany(entry => entry.Sources).Distinct()]);
    }
}
