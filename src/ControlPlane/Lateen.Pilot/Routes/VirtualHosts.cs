using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Lateen.Core;
using Lateen.Pilot.Provenance;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Routes;

/// <summary>Virtual hosts and what they answer to.</summary>
static class VirtualHosts
{
    const uint BlockedStatus = 502;
    const uint MaxDirectResponseBody = 1024 * 1024;

    /// <summary>A route configuration with what all of Istio's have in common.</summary>
    public static RouteConfiguration Configuration(string name) => new()
    {
        Name = name, ValidateClusters = false, MaxDirectResponseBodySizeBytes = MaxDirectResponseBody, IgnorePortInHostMatching = true,
    };

    public static VirtualHost Of(MeshOptions mesh, string name, IEnumerable<string> domains, IEnumerable<Route> routes)
    {
        var host = new VirtualHost { Name = name, IncludeRequestAttemptCount = mesh.Proxy.ProxyHeaders?.AttemptCount?.Disabled != true };
        host.Domains.AddRange(domains);
        host.Routes.AddRange(routes);
        return host;
    }

    /// <summary>What sidecars do with hosts that nobody claims.</summary>
    public static VirtualHost CatchAll(IScopeView view, Emitter emitter)
    {
        var policy = view.Unclaimed;
        var source = policy.Source;
        var route = emitter.Emit(policy.AllowsAny ? AllowAny(view, policy.Cluster) : BlockAll(), source);
        return emitter.Emit(Of(view.Mesh, route.Name, ["*"], [route]), source);
    }

    /// <summary>
    /// Every name by which clients of the scope may ask for a service: its full name with and without a final dot, then the short forms that
    /// their DNS search path would complete, then its addresses. A headless service's pods are asked for by their own names too.
    /// </summary>
    public static IEnumerable<string> Domains(IScopeView view, Service service)
    {
        string[] names = [service.Host.Value, service.Host.Value + ".", .. service.IsKubernetes ? ShortNames(service, view.Scope.Namespace) : []];
        IEnumerable<string> all = names;
        if (service.IsHeadless)
            all = all.Concat(names.Select(name => "*." + name));
        foreach (var alias in view.Aliases(service))
            all = all.Concat([alias.Host.Value, alias.Host.Value + ".", .. ShortNames(alias, view.Scope.Namespace)]);
        return service.HasAllocatedAddress && !view.Scope.HasDnsCapture ? all
            : all.Concat((service.IsKubernetes ? service.Addresses : service.Addresses.Take(1)).Select(Bracketed));
    }

    static IEnumerable<string> ShortNames(Service service, string clientNamespace)
    {
        var (name, own) = (service.Name, service.Namespace);
        return own == clientNamespace ? [name, $"{name}.{own}.svc", $"{name}.{own}"] : [$"{name}.{own}", $"{name}.{own}.svc"];
    }

    static string Bracketed(string address) => address.Contains(':') ? $"[{address}]" : address;

    static Route AllowAny(IScopeView view, string cluster)
    {
        var action = new RouteAction { Cluster = cluster, Timeout = new Duration() };
        GrpcTimeouts.Set(action, new Duration(), view.Scope);
        return new Route { Name = RouteName.AllowAny, Match = new RouteMatch { Prefix = "/" }, Route_ = action };
    }

    static Route BlockAll() => new()
    {
        Name = RouteName.BlockAll, Match = new RouteMatch { Prefix = "/" }, DirectResponse = new DirectResponseAction { Status = BlockedStatus },
    };
}
