using System.Collections.Frozen;
using Lateen.Net.Http;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Routing;

/// <summary>A route in its place: with the virtual host and table around it, whose settings it inherits.</summary>
public sealed class RouteEntry
{
    internal RouteEntry(Route route, VirtualHost virtualHost, RouteTableConfig table)
    {
        Route = route;
        VirtualHost = virtualHost;
        Table = table;
        RetryPolicy = (route.Action as ForwardAction)?.RetryPolicy ?? virtualHost.RetryPolicy;
    }

    public Route Route { get; }

    public VirtualHost VirtualHost { get; }

    public RouteTableConfig Table { get; }

    /// <summary>The route's or else the virtual host's; nothing is merged.</summary>
    public RetryPolicy? RetryPolicy { get; }

    /// <summary>The most specific configuration of a filter, by its configured name: weighted cluster, route, virtual host, route table.</summary>
    public IRouteFilterConfig? FilterConfig(string filterName, WeightedCluster? cluster) =>
        cluster?.FilterConfigs.GetValueOrDefault(filterName)
        ?? Route.FilterConfigs.GetValueOrDefault(filterName)
        ?? VirtualHost.FilterConfigs.GetValueOrDefault(filterName)
        ?? Table.FilterConfigs.GetValueOrDefault(filterName);

    /// <summary>
    /// The cluster that a request goes to; null when the route doesn't forward, or names its cluster by a header that is missing or empty.
    /// The same random value always gives the same cluster.
    /// </summary>
    /// <param name="weighted">The entry of a weighted route; null for other routes.</param>
    public string? SelectCluster(in RequestView request, ulong random, out WeightedCluster? weighted)
    {
        weighted = null;
        switch ((Route.Action as ForwardAction)?.Cluster)
        {
            case ClusterSpecifier.Single single:
                return single.Name;
            case ClusterSpecifier.Weighted clusters:
                weighted = clusters.Pick(random);
                return weighted.Name;
            case ClusterSpecifier.FromHeader header:
                return request.TryGetHeader(header.HeaderName, out var value) && !value.IsEmpty ? System.Text.Encoding.UTF8.GetString(value) : null;
            default:
                return null;
        }
    }

    /// <summary>All conditions, in the order of their cost.</summary>
    /// <param name="matchedLength">Bytes of the path that a prefix rewrite replaces.</param>
    internal bool IsMatch(in RequestView request, in PathParts path, ulong random, MatchTrace? trace, out int matchedLength)
    {
        var reason = FirstMismatch(request, path, random, out matchedLength);
        trace?.Add("route", Route.Name, reason ?? "matches");
        return reason is null;
    }

    string? FirstMismatch(in RequestView request, in PathParts path, ulong random, out int matchedLength)
    {
        var match = Route.Match;
        if (!IsPathMatch(request, path, out matchedLength)) return "the path differs";
        foreach (var header in match.Headers)
            if (!header.IsMatch(request)) return "a header differs";
        foreach (var parameter in match.QueryParameters)
            if (!parameter.IsMatch(path.Query)) return "a query parameter differs";
        if (match.GrpcOnly && !IsGrpc(request)) return "the request is not gRPC";
        return match.RuntimeFraction is { } fraction && !fraction.Contains(random) ? "outside of the fraction" : null;
    }

    bool IsPathMatch(in RequestView request, in PathParts path, out int matchedLength)
    {
        matchedLength = 0;
        if (Route.Match.Path is PathMatch.Connect) return request.Method.SequenceEqual("CONNECT"u8);
        return !path.Path.IsEmpty && Route.Match.Path.IsMatch(path.Path, Route.Match.CaseSensitive, out matchedLength);
    }

    static bool IsGrpc(in RequestView request)
    {
        var type = request.Headers.Get(HeaderId.ContentType);
        return type.StartsWith("application/grpc"u8) && (type.Length == 16 || type[16] == (byte)'+');
    }

    public override string ToString() => Route.Name.Length > 0 ? Route.Name : $"{VirtualHost.Name}: {Route.Match.Path}";
}
