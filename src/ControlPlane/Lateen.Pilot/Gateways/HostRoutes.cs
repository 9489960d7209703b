using Envoy.Config.Route.V3;
using Lateen.Core;
using Lateen.Pilot.Routes;

namespace Lateen.Pilot.Gateways;

/// <summary>What servers and rules say of one host of a gateway.</summary>
/// <param name="host">The host.</param>
/// <param name="port">The declared port of the first server that has it.</param>
/// <param name="server">That server.</param>
sealed class HostRoutes(string host, int port, SourceRef server)
{
    readonly List<Route> routes = [];
    readonly List<string> origins = [];

    public string Host => host;

    public int Port => port;

    public List<SourceRef> Sources { get; } = [server];

    /// <summary>Whether some server answers plain requests for the host with a redirect to https.</summary>
    public bool RedirectsToTls { get; set; }

    /// <summary>Equal for hosts whose routes are made from the same rules.</summary>
    public string Key => $"{RedirectsToTls} {string.Join('|', origins)}{(origins.Count == 0 ? host : "")}";

    public void Add(IEnumerable<Route> more, SourceRef source, string origin)
    {
        routes.AddRange(more);
        Sources.Add(source);
        origins.Add(origin);
    }

    /// <summary>The routes of all rules in order, those that take everything last: otherwise one rule would hide the next.</summary>
    public IEnumerable<Route> Ordered() =>
        routes.Where(route => !RouteMatches.IsCatchAll(route.Match)).Concat(routes.Where(route => RouteMatches.IsCatchAll(route.Match)));
}
