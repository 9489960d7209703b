using Lateen.Pilot.Proxies;
using Lateen.Pilot.Scopes;
using Lateen.Pilot.Services;

namespace Lateen.Pilot.Gateways;

/// <summary>The servers that a gateway opens: all Gateways that select it, merged.</summary>
static class GatewayPlan
{
    /// <summary>The servers by listener, each list oldest Gateway first. What contradicts an older server is left out.</summary>
    public static IEnumerable<IGrouping<(string Bind, int Port), GatewayServer>> Listeners(IScopeView view, GatewayScope scope) =>
        Accepted(view, scope).GroupBy(server => (server.Bind, server.ListenPort));

    /// <summary>The HTTP servers of a route configuration.</summary>
    public static IEnumerable<GatewayServer> OfRoutes(IScopeView view, GatewayScope scope, string routeName) =>
        Accepted(view, scope).Where(server => server.IsHttp && server.RouteName == routeName);

    static IEnumerable<GatewayServer> Accepted(IScopeView view, GatewayScope scope)
    {
        var taken = new Dictionary<(string, int), List<GatewayServer>>();
        foreach (var server in All(view, scope))
        {
            var key = (server.Bind, server.ListenPort);
            if (!taken.TryGetValue(key, out var others))
                taken.Add(key, others = []);
            if (others.Any(other => Contradicts(other, server)))
                continue;
            others.Add(server);
            yield return server;
        }
    }

    static IEnumerable<GatewayServer> All(IScopeView view, GatewayScope scope)
    {
        foreach (var name in scope.Gateways)
        {
            if (view.Gateway(name) is not { } gateway)
                continue;
            for (var i = 0; i < gateway.Spec.Servers.Count; i++)
            {
                var port = gateway.Spec.Servers[i].Port;
                if (port is not null && PortProtocols.OfGateway(port.Protocol) is { } protocol)
                    yield return new GatewayServer(gateway, i, protocol, scope.Translate((int)port.Number));
            }
        }
    }

    /// <summary>Two servers of one listener: plain TCP shares it with nobody, and no two have the same TLS host.</summary>
    static bool Contradicts(GatewayServer older, GatewayServer newer) => (older.IsTls, newer.IsTls) switch
    {
        (true, true) => older.Hosts.Intersect(newer.Hosts).Any(),
        (false, false) => !(older.IsHttp && newer.IsHttp),
        _ => !(older.IsHttp || older.IsTls) || !(newer.IsHttp || newer.IsTls),
    };
}
