using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using HttpFilterMessage = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpFilter;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>The kinds of HTTP filters, sorted by name.</summary>
public static class HttpFilterExtensions
{
    /// <summary>The list.</summary>
    public static ExtensionList<IHttpFilterExtension> List { get; } = new(
        "envoy.filters.http",
        [
            new CorsExtension(),
            new FaultExtension(),
            new GrpcStatsExtension(),
            new IstioStatsExtension(),
            new JwtAuthnExtension(),
            new PeerMetadataExtension(),
            new RbacExtension(),
            new RouterExtension(),
            new AlpnExtension(),
        ]);

    /// <summary>The kind of filter whose routes hold this message; null when there is none.</summary>
    public static IHttpFilterExtension? FindRoute(string message) => List.All.FirstOrDefault(extension => extension.RouteMessage == message);

    /// <summary>Reads the filters of a connection manager and checks that the last one, and only it, is terminal.</summary>
    public static ImmutableArray<IHttpFilterFactory> ReadChain(IReadOnlyList<HttpFilterMessage> filters, FieldPath at, ReadingContext context)
    {
        var read = ImmutableArray.CreateBuilder<IHttpFilterFactory>(filters.Count);
        for (var i = 0; i < filters.Count; i++)
        {
            if (Read(filters[i], at["http_filters", i], context) is { } filter)
                read.Add(filter);
        }

        CheckTerminal(read, at);
        return read.ToImmutable();
    }

    static void CheckTerminal(IReadOnlyList<IHttpFilterFactory> filters, FieldPath at)
    {
        for (var i = 0; i < filters.Count; i++)
        {
            var isLast = i == filters.Count - 1;
            if (filters[i].IsTerminal && !isLast)
                at["http_filters"].Fail($"terminal filter named {filters[i].Name} must be the last filter in a http filter chain.");
            if (!filters[i].IsTerminal && isLast)
                at["http_filters"].Fail($"non-terminal filter named {filters[i].Name} is the last filter in a http filter chain.");
        }

        if (filters.Count == 0)
            at["http_filters"].Fail("a filter chain needs at least a terminal filter, such as envoy.filters.http.router");
    }

    static IHttpFilterFactory? Read(HttpFilterMessage filter, FieldPath at, ReadingContext context)
    {
        if (filter.ConfigDiscovery is not null)
            at["config_discovery"].FailUnsupported("ECDS");
        if (filter.Disabled)
            at["disabled"].FailUnsupported("a filter that only routes turn on");
        var typed = at["typed_config"];
        if (filter.ConfigDiscovery is not null || TypedConfig.Open(filter.TypedConfig, typed) is not { } config)
            return null;
        if (filter.IsOptional && !List.Knows(filter.Name, config))
            return null;
        return List.Find(filter.Name, config, at)?.Read(filter.Name, config, typed, context);
    }
}
