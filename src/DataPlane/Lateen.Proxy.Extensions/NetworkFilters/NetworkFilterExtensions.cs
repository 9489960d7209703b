using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;
using Filter = Envoy.Config.Listener.V3.Filter;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>The kinds of network filters, sorted by name.</summary>
public static class NetworkFilterExtensions
{
    /// <summary>The list.</summary>
    public static ExtensionList<INetworkFilterExtension> List { get; } = new(
        "envoy.filters.network",
        [
            new HttpConnectionManagerExtension(),
            new IstioStatsExtension(),
            new MetadataExchangeExtension(),
            new RbacExtension(),
            new TcpProxyExtension(),
        ]);

    /// <summary>Reads one filter; null, with every reason noted, when something is wrong.</summary>
    public static INetworkFilterConfig? Read(string name, Any? typedConfig, FieldPath at, ReadingContext context)
    {
        var typed = at["typed_config"];
        return TypedConfig.Open(typedConfig, typed) is { } config ? List.Find(name, config, at)?.Read(name, config, typed, context) : null;
    }

    /// <summary>Reads the filters of a chain and checks that the last one, and only it, is terminal.</summary>
    public static ImmutableArray<INetworkFilterConfig> ReadChain(IReadOnlyList<Filter> filters, FieldPath at, ReadingContext context)
    {
        var read = ImmutableArray.CreateBuilder<INetworkFilterConfig>(filters.Count);
        for (var i = 0; i < filters.Count; i++)
        {
            if (Read(filters[i], isLast: i == filters.Count - 1, at["filters", i], context) is { } filter)
                read.Add(filter);
        }

        return read.ToImmutable();
    }

    static INetworkFilterConfig? Read(Filter filter, bool isLast, FieldPath at, ReadingContext context)
    {
        if (filter.ConfigDiscovery is not null)
        {
            at["config_discovery"].FailUnsupported("ECDS");
            return null;
        }

        var typed = at["typed_config"];
        if (TypedConfig.Open(filter.TypedConfig, typed) is not { } config || List.Find(filter.Name, config, at) is not { } extension)
            return null;
        if (extension.IsTerminal && !isLast)
            at.Fail($"terminal filter named {filter.Name} of type {extension.Name} must be the last filter in a network filter chain.");
        if (!extension.IsTerminal && isLast)
            at.Fail($"non-terminal filter named {filter.Name} of type {extension.Name} is the last filter in a network filter chain.");
        return extension.Read(filter.Name, config, typed, context);
    }
}
