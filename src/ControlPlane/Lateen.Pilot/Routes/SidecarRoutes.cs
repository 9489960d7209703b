using System.Globalization;
using Envoy.Config.Route.V3;
using Lateen.Core;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Rules;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Routes;

/// <summary>Route configurations of sidecars: one for each port that HTTP services share, and one for each service whose protocol is detected.</summary>
static class SidecarRoutes
{
    /// <summary>The port whose configuration has the hosts of all rules, whether they are services or not.</summary>
    const int OpenPort = 80;

    public static RouteConfiguration Make(IScopeView view, string name, Emitter emitter)
    {
        if (name == RouteName.HttpProxy)
            return HttpProxyRoutes.Make(view, emitter);
        var configuration = VirtualHosts.Configuration(name);
        var source = view.Mesh.At("outboundTrafficPolicy");
        if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            configuration.VirtualHosts.AddRange(OfPort(new RouteContext(view, port, VirtualServiceRule.MeshGateway, emitter)));
        else if (FindSniffed(view, name) is { } sniffed)
            configuration.VirtualHosts.Add(Whole(new RouteContext(view, sniffed.Port.Number, VirtualServiceRule.MeshGateway, emitter), sniffed.Service, sniffed.Port));
        return emitter.Emit(configuration, source);
    }

    /// <summary>The routes to one service on one port: the most specific rule for its host, or the generated one.</summary>
    public static IReadOnlyList<Route> ToService(in RouteContext context, Service service, ServicePort port, out SourceRef source)
    {
        if (RuleFor(context.View, service.Host, context.ListenPort) is { } rule && HttpRoutes.Of(context, rule) is { Count: > 0 } routes)
        {
            source = rule.Object.At("spec.http");
            return routes;
        }

        source = service.At(port);
        return [HttpRoutes.Default(context, service, port)];
    }

    /// <summary>The most specific rule for a host; the oldest of equals.</summary>
    static VirtualServiceRule? RuleFor(IScopeView view, Hostname host, int port)
    {
        VirtualServiceRule? found = null;
        Hostname best = default;
        foreach (var rule in view.RulesAt(port))
        {
            if (!host.TryFindMostSpecific(rule.Hosts, out var claimed) || found is not null && claimed.CompareTo(best) >= 0)
                continue;
            (found, best) = (rule, claimed);
        }

        return found;
    }

    static List<VirtualHost> OfPort(RouteContext context)
    {
        var hosts = new List<VirtualHost>();
        var domains = new HashSet<string>();
        foreach (var (service, port) in OnPort(context.View, context.ListenPort))
        {
            var routes = ToService(context, service, port, out var source);
            Add(VirtualHosts.Domains(context.View, service), service.Host, routes, source, service.At(port));
        }

        foreach (var (rule, host) in Unregistered(context.View, context.ListenPort))
            Add([host.Value], host, HttpRoutes.Of(context, rule), rule.Object.At("spec.hosts"));

        hosts.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        if (!domains.Contains("*"))
            hosts.Add(VirtualHosts.CatchAll(context.View, context.Emitter));
        return hosts;

        // The first to claim a name has it: two virtual hosts with one domain would make the proxy refuse the whole configuration.
        void Add(IEnumerable<string> names, Hostname host, IReadOnlyList<Route> routes, params ReadOnlySpan<SourceRef> sources)
        {
            string[] free = [.. names.Where(domains.Add)];
            if (free.Length > 0 && routes.Count > 0)
                hosts.Add(context.Emitter.Emit(VirtualHosts.Of(context.View.Mesh, RouteName.VirtualHost(host.Value, context.ListenPort), free, routes), sources));
        }
    }

    static VirtualHost Whole(RouteContext context, Service service, ServicePort port)
    {
        var routes = ToService(context, service, port, out var source);
        return context.Emitter.Emit(
            VirtualHosts.Of(context.View.Mesh, RouteName.VirtualHost(service.Host.Value, port.Number), ["*"], routes), source, service.At(port));
    }

    static IEnumerable<(Service Service, ServicePort Port)> OnPort(IScopeView view, int number) =>
        from service in view.ServicesAt(number)
        where service.Resolution != Resolution.Alias
        let port = service.PortNumbered(number)
        where port is not null && MayCarryHttp(port)
        select (service, port);

    /// <summary>Whether a port has routes: its protocol is HTTP, or is found out.</summary>
    public static bool MayCarryHttp(ServicePort port) => port.Protocol.IsHttp() || port.Protocol == PortProtocol.Auto;

    /// <summary>
    /// Hosts of rules that name no service of the port: no hosts of a wildcard that services answer to either. Only a rule that is in force for a service there is
    /// asked, except on the open port and on one that a Sidecar names.
    /// </summary>
    static IEnumerable<(VirtualServiceRule, Hostname)> Unregistered(IScopeView view, int port)
    {
        Hostname[] registered = [.. OnPort(view, port).Select(entry => entry.Service.Host)];
        var inForce = registered.Select(host => RuleFor(view, host, port)).OfType<VirtualServiceRule>().ToHashSet();
        var isOpen = port == OpenPort || view.Egress.Any(scope => scope.Port?.Number == port);
        return from rule in view.RulesAt(port)
               where isOpen || inForce.Contains(rule)
               from host in rule.Hosts
               where !registered.Any(name => name.SubsetOf(host))
               select (rule, host);
    }

    static (Service Service, ServicePort Port)? FindSniffed(IScopeView view, string name)
    {
        var colon = name.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        return view.Find(Hostname.Of(name[..colon])) is { } service && service.PortNumbered(number) is { } port ? (service, port) : null;
    }
}
