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

    public static VirtualHost Of(string name, IEnumerable<string> domains, IEnumerable<Route> routes)
    {
        var host = new VirtualHost { Name = name, IncludeRequestAttemptCount = true };
        host.Domains.AddRange(domains);
        host.Routes.AddRange(routes);
        return host;
    }

    /// <summary>What sidecars do with hosts that nobody claims.</summary>
    public static VirtualHost CatchAll(IScopeView view, Emitter emitter)
    {
        var source = view.Mesh.At("outboundTrafficPolicy.mode");
        var route = emitter.Emit(view.Mesh.AllowsAnyOutbound ? AllowAny(view) : BlockAll(), source);
        return emitter.Emit(Of(route.Name, ["*"], [route]), source);
    }

    /// <summary>
    /// Every name by which clients of the scope may ask for a service: its full name with and without a final dot, then the short forms that
    /// their DNS search path would complete, then its addresses. A headless service's pods are asked for by their own names too.
    /// </summary>
    public static IEnumerable<string> Domains(IScopeView view, Service service)
    {
        string[] names = [service.Host.Value, service.Host.Value + ".", .. ShortNames(service, view.Scope.Namespace)];
        IEnumerable<string> all = names;
        if (service.Resolution == Resolution.Passthrough)
            all = all.Concat(names.Select(name => "*." + name));
        return all.Concat(service.Addresses.Select(Bracketed));
    }

    static IEnumerable<string> ShortNames(Service service, string clientNamespace)
    {
        var (name, own) = (service.Name, service.Namespace);
        return own == clientNamespace ? [name, $"{name}.{own}.svc", $"{name}.{own}"] : [$"{name}.{own}", $"{name}.{own}.svc"];
    }

    static string Bracketed(string address) => address.Contains(':') ? $"[{address}]" : address;

    static Route AllowAny(IScopeView view)
    {
        var action = new RouteAction { Cluster = ClusterName.Passthrough, Timeout = new Duration() };
        GrpcTimeouts.Set(action, new Duration(), view.Scope);
        return new Route { Name = RouteName.AllowAny, Match = new RouteMatch { Prefix = "/" }, Route_ = action };
    }

    static Route BlockAll() => new()
    {
        Name = RouteName.BlockAll, Match = new RouteMatch { Prefix = "/" }, DirectResponse = new DirectResponseAction { Status = BlockedStatus },
    };
}
