namespace Lateen.Proxy.Routing;

/// <summary>What a route table says about a request.</summary>
/// <param name="VirtualHost">Null when no virtual host takes the authority: 404.</param>
/// <param name="Entry">Null when none of the virtual host's routes matches: 404; other virtual hosts are not asked.</param>
/// <param name="MatchedPathLength">Bytes at the start of the path that the route covers, which a prefix rewrite replaces.</param>
public readonly record struct RouteDecision(VirtualHost? VirtualHost, RouteEntry? Entry, int MatchedPathLength);
