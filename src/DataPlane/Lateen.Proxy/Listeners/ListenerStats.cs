using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Listeners;

/// <summary>A listener's statistics, under Envoy's names.</summary>
public sealed class ListenerStats(StatsScope scope)
{
    public Counter CxTotal { get; } = scope.Counter("downstream_cx_total");

    public Gauge CxActive { get; } = scope.Gauge("downstream_cx_active");

    public Counter CxDestroy { get; } = scope.Counter("downstream_cx_destroy");

    public Counter CxOverflow { get; } = scope.Counter("downstream_cx_overflow");

    public Counter GlobalCxOverflow { get; } = scope.Counter("downstream_global_cx_overflow");

    public Counter TransportConnectTimeout { get; } = scope.Counter("downstream_cx_transport_socket_connect_timeout");

    public Histogram CxLengthMs { get; } = scope.Histogram("downstream_cx_length_ms");

    public Gauge PreCxActive { get; } = scope.Gauge("downstream_pre_cx_active");

    public Counter PreCxTimeout { get; } = scope.Counter("downstream_pre_cx_timeout");

    public Counter FilterRemoteClose { get; } = scope.Counter("downstream_listener_filter_remote_close");

    public Counter NoFilterChainMatch { get; } = scope.Counter("no_filter_chain_match");
}
