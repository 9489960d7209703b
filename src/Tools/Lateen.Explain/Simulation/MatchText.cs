using Lateen.Proxy.Listeners;
using Lateen.Proxy.Routing;

namespace Lateen.Explain.Simulation;

/// <summary>Names for what has none: its conditions.</summary>
internal static class MatchText
{
    public static string Of(FilterChainConfig chain, ListenerConfig listener) =>
        chain.Name.Length > 0 ? chain.Name : ReferenceEquals(chain, listener.FilterChains.DefaultChain) ? "the default" : Of(chain.Match);

    public static string Of(RouteEntry entry) => entry.Route.Name.Length > 0 ? entry.Route.Name : entry.Route.Match.Path switch
    {
        PathMatch.Exact exact => $"path {exact.Value}",
        PathMatch.Prefix prefix => $"prefix {prefix.Value}",
        var other => other.ToString(),
    };

    static string Of(FilterChainMatch match)
    {
        string[] conditions =
        [
            .. match.DestinationPort is { } port ? [$"port {port}"] : Array.Empty<string>(),
            .. match.Destinations.Select(range => $"to {range}"),
            .. match.ServerNames.Select(name => $"SNI {name}"),
            .. match.TransportProtocol.Length > 0 ? [match.TransportProtocol] : Array.Empty<string>(),
            .. match.ApplicationProtocols,
        ];
        return conditions.Length > 0 ? string.Join(", ", conditions) : "everything";
    }
}
