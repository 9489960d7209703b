namespace Lateen.Proxy.Observability.Stats;

/// <summary>
/// What the dimensions that Envoy extracts from names are called. The bootstrap decides: Istio's names its own and turns Envoy's
/// defaults off.
/// </summary>
public sealed record StatTagNames(
    string Cluster, string HttpConnectionManager, string Tcp, string Listener, string ResponseCode, string ResponseCodeClass)
{
    /// <summary>As in Istio's bootstrap.</summary>
    public static StatTagNames Istio { get; } = new(
        "cluster_name", "http_conn_manager_prefix", "tcp_prefix", "listener_address", "response_code", "response_code_class");

    /// <summary>As an Envoy without a <c>stats_config</c> has them.</summary>
    public static StatTagNames EnvoyDefault { get; } = new(
        "envoy.cluster_name", "envoy.http_conn_manager_prefix", "envoy.tcp_prefix", "envoy.listener_address",
        "envoy.response_code", "envoy.response_code_class");
}
