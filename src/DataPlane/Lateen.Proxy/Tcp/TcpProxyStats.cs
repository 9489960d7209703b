using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Tcp;

/// <summary>Statistics of a TCP proxy's stat_prefix, under Envoy's names.</summary>
public sealed class TcpProxyStats
{
    /// <summary>Counts nothing.</summary>
    public static TcpProxyStats None { get; } = new();

    public Counter CxTotal { get; private init; }

    public Gauge CxActive { get; private init; }

    public Counter CxNoRoute { get; private init; }

    public Counter RxBytes { get; private init; }

    public Counter TxBytes { get; private init; }

    public Counter IdleTimeout { get; private init; }

    public Counter MaxDuration { get; private init; }

    /// <summary>Main loop only.</summary>
    public static TcpProxyStats Register(StatsScope scope) => new()
    {
        CxTotal = scope.Counter("downstream_cx_total"),
        CxActive = scope.Gauge("downstream_cx_active"),
        CxNoRoute = scope.Counter("downstream_cx_no_route"),
        RxBytes = scope.Counter("downstream_cx_rx_bytes_total"),
        TxBytes = scope.Counter("downstream_cx_tx_bytes_total"),
        IdleTimeout = scope.Counter("idle_timeout"),
        MaxDuration = scope.Counter("max_downstream_connection_duration"),
    };
}
