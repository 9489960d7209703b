using System.Collections.Immutable;
using System.Text;
using Lateen.Proxy.Matching;

namespace Lateen.Proxy.Routing;

/// <summary>A checked and indexed <see cref="RouteTableConfig"/>. Immutable; a stream holds the one it was routed by.</summary>
public sealed class RouteTable
{
    const int StackLimit = 512;

    readonly VirtualHostIndex<HostRoutes> index;

    RouteTable(RouteTableConfig config)
    {
        Config = config;
        index = new VirtualHostIndex<HostRoutes>(
        [
            .. config.VirtualHosts.Select(host => new HostRoutes(host, config))
                .SelectMany(host => host.VirtualHost.Domains.Select(domain => KeyValuePair.Create(domain.ToLowerInvariant(), host))),
        ]);
    }

    public RouteTableConfig Config { get; }

    public string Name => Config.Name;

    /// <summary>Null, with every reason in Envoy's words, when domains are repeated.</summary>
    public static RouteTable? TryCreate(RouteTableConfig config, out ImmutableArray<string> errors)
    {
        errors = DomainErrors(config);
        return errors.IsEmpty ? new RouteTable(config) : null;
    }

    /// <summary>A pure function of the table, the request and the stream's random value. Allocates nothing for hosts and paths of usual length.</summary>
    public RouteDecision Match(in RequestView request, ulong random, MatchTrace? trace = null)
    {
        var host = FindHost(request.Authority, trace);
        if (host is null) return default;
        var path = PathParts.Of(request.Path);
        if (Config.IgnorePathParameters)
        {
            Span<byte> scratch = path.Path.Length <= StackLimit ? stackalloc byte[StackLimit] : new byte[path.Path.Length];
            return FindRoute(host, request, path.WithoutParameters(scratch), random, trace);
        }
        return FindRoute(host, request, path, random, trace);
    }

    static RouteDecision FindRoute(HostRoutes host, in RequestView request, in PathParts path, ulong random, MatchTrace? trace)
    {
        foreach (var entry in host.Routes)
            if (entry.IsMatch(request, path, random, trace, out var length)) return new RouteDecision(host.VirtualHost, entry, length);
        trace?.Add("route", "", "no route of the virtual host matches");
        return new RouteDecision(host.VirtualHost, null, 0);
    }

    HostRoutes? FindHost(ReadOnlySpan<byte> authority, MatchTrace? trace)
    {
        if (Config.IgnorePortInHostMatching) authority = WithoutPort(authority);
        Span<char> lower = authority.Length <= StackLimit ? stackalloc char[StackLimit] : new char[authority.Length];
        lower = lower[..authority.Length];
        for (var i = 0; i < lower.Length; i++) lower[i] = char.ToLowerInvariant((char)authority[i]);
        var host = index.Find(lower);
        trace?.Add("virtual_host", Encoding.Latin1.GetString(authority), host?.VirtualHost.Name ?? "no virtual host");
        return host;
    }

    static ReadOnlySpan<byte> WithoutPort(ReadOnlySpan<byte> authority)
    {
        var colon = authority.LastIndexOf((byte)':');
        return colon < 0 || authority.LastIndexOf((byte)']') > colon ? authority : authority[..colon];
    }

    static ImmutableArray<string> DomainErrors(RouteTableConfig config)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var errors = ImmutableArray.CreateBuilder<string>();
        foreach (var domain in config.VirtualHosts.SelectMany(host => host.Domains))
        {
            if (seen.Add(domain)) continue;
            errors.Add(domain == "*"
                ? $"Only a single wildcard domain is permitted in route {config.Name}"
                : $"Only unique values for domains are permitted. Duplicate entry of domain {domain} in route {config.Name}");
        }
        return errors.ToImmutable();
    }

    sealed class HostRoutes(VirtualHost host, RouteTableConfig table)
    {
        public VirtualHost VirtualHost => host;

        public RouteEntry[] Routes { get; } = [.. host.Routes.Select(route => new RouteEntry(route, host, table))];
    }
}
