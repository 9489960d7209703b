using System.Text.Json;
using Lateen.Core;

namespace Lateen.Cli.Dumps;

/// <summary>What a filter chain matches and where it leads, in a few words.</summary>
internal static class ChainText
{
    static readonly (string Text, string[] Protocols)[] KnownProtocols =
    [
        ("TCP TLS", [Alpn.IstioPeerExchange, Alpn.Istio]),
        ("HTTP", [Alpn.Http10, Alpn.Http11, Alpn.H2C]),
    ];

    /// <summary>The conditions joined by "; ", or ALL.</summary>
    public static string Match(JsonElement match)
    {
        var conditions = new List<string>();
        if (match.Field("server_names").Items() is { Count: > 0 } names)
            conditions.Add($"SNI: {Join(names)}");
        if (match.Field("transport_protocol").Text() is { Length: > 0 } transport)
            conditions.Add($"Trans: {transport}");
        if (match.Field("application_protocols").Items() is { Count: > 0 } protocols)
            conditions.Add($"App: {Protocols([.. protocols.Select(protocol => protocol.Text())])}");
        var port = match.Field("destination_port").Number() is > 0 and var number ? $":{number}" : "";
        if (match.Field("prefix_ranges").Items() is { Count: > 0 } ranges)
            conditions.Add($"Addr: {string.Join(',', ranges.Select(Range))}{port}");
        else if (port.Length > 0)
            conditions.Add($"Addr: *{port}");
        return conditions.Count == 0 ? "ALL" : string.Join("; ", conditions);
    }

    /// <summary>The route configuration, the cluster, or what else the chain ends in.</summary>
    public static string Destination(JsonElement chain)
    {
        foreach (var filter in chain.Field("filters").Items())
        {
            var config = filter.Field("typed_config");
            if (filter.Field("name").Text() == "envoy.filters.network.http_connection_manager")
                return HttpDestination(config);
            var cluster = config.Field("cluster").Text();
            if (filter.Field("name").Text() == "envoy.filters.network.tcp_proxy" && cluster != ClusterName.BlackHole)
                return Cluster(cluster);
        }

        return "Non-HTTP/Non-TCP";
    }

    static string HttpDestination(JsonElement config)
    {
        if (config.Field("route_config") is var inline && inline.Exists())
            return OnlyCluster(inline) is { } cluster ? Cluster(cluster) : $"Inline Route: {string.Join("; ", inline.Field("virtual_hosts").Items().Select(VirtualHost))}";
        return config.Field("rds", "route_config_name").Text() is { Length: > 0 } name ? $"Route: {name}" : "HTTP";
    }

    /// <summary>Special clusters speak for themselves.</summary>
    static string Cluster(string name) => name.Contains("Cluster", StringComparison.Ordinal) ? name : $"Cluster: {name}";

    /// <summary>The cluster, when the configuration is one route for everything.</summary>
    static string? OnlyCluster(JsonElement routes)
    {
        if (routes.Field("virtual_hosts").Items() is not [var host] || host.Field("domains").Items() is not [var domain] || domain.Text() != "*")
            return null;
        return host.Field("routes").Items() is [var route] && route.Field("match", "prefix").Text() == "/" && route.Field("route", "cluster").Text() is { Length: > 0 } cluster ? cluster : null;
    }

    static string VirtualHost(JsonElement host)
    {
        var domains = Join(host.Field("domains").Items(), "/");
        var routes = string.Join(", ", host.Field("routes").Items().Select(route => RouteTable.Match(route.Field("match"))));
        return domains == "*" ? routes : $"{domains} {routes}";
    }

    static string Protocols(string[] protocols) =>
        Array.Find(KnownProtocols, known => known.Protocols.AsSpan().SequenceEqual(protocols)).Text ?? string.Join(',', protocols);

    static string Range(JsonElement range) => $"{range.Field("address_prefix").Text()}/{range.Field("prefix_len").Number()}";

    static string Join(IEnumerable<JsonElement> texts, string separator = ",") => string.Join(separator, texts.Select(text => text.Text()));
}
