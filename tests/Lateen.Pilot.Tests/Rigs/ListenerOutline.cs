using System.Text;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;

namespace Lateen.Pilot.Tests.Rigs;

/// <summary>What a listener does, in a few lines: its chains, what they match, and where they send.</summary>
static class ListenerOutline
{
    public static string Of(Listener listener)
    {
        var text = new StringBuilder($"{listener.Name}\n");
        foreach (var filter in listener.ListenerFilters)
            text.Append($"  inspects {filter.Name}{(filter.FilterDisabled is null ? "" : $" except {filter.FilterDisabled}")}\n");
        foreach (var chain in listener.FilterChains)
            text.Append(Of("  ", chain));
        if (listener.DefaultFilterChain is not null)
            text.Append(Of("  default ", listener.DefaultFilterChain));
        return text.ToString();
    }

    static string Of(string head, FilterChain chain)
    {
        var name = chain.Name.Length > 0 ? chain.Name : "chain";
        var match = chain.FilterChainMatch is null ? "" : $" {chain.FilterChainMatch}";
        var tls = chain.TransportSocket is null ? "" : " TLS";
        return $"{head}{name}{match}{tls}\n    {string.Join(" > ", chain.Filters.Select(Of))}\n";
    }

    static string Of(Filter filter)
    {
        if (filter.TypedConfig.Is(HttpConnectionManager.Descriptor))
        {
            var manager = filter.TypedConfig.Unpack<HttpConnectionManager>();
            return $"http[{string.Join(' ', manager.HttpFilters.Select(inner => Short(inner.Name)))}] {manager.Rds?.RouteConfigName ?? manager.RouteConfig?.Name}";
        }

        if (!filter.TypedConfig.Is(TcpProxy.Descriptor))
            return Short(filter.Name);
        var proxy = filter.TypedConfig.Unpack<TcpProxy>();
        return "tcp " + (proxy.WeightedClusters is null ? proxy.Cluster : string.Join(' ', proxy.WeightedClusters.Clusters.Select(one => $"{one.Name}={one.Weight}")));
    }

    static string Short(string name) => name[(name.LastIndexOf('.') + 1)..];
}
