using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>The counters of the exchange.</summary>
sealed record MetadataExchangeStats(Counter AlpnFound, Counter AlpnNotFound, Counter InitialHeaderNotFound, Counter HeaderNotFound, Counter Added)
{
    /// <summary>They live as long as the process: the same for every connection.</summary>
    public static MetadataExchangeStats Register(StatsRegistry stats)
    {
        var scope = stats.Scope("metadata_exchange");
        return new MetadataExchangeStats(
            scope.Counter("alpn_protocol_found"), scope.Counter("alpn_protocol_not_found"), scope.Counter("initial_header_not_found"),
            scope.Counter("header_not_found"), scope.Counter("metadata_added"));
    }
}
