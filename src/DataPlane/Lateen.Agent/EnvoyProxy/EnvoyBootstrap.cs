using System.Text.Json.Nodes;
using Lateen.Agent.Options;
using Lateen.Agent.Sockets;

namespace Lateen.Agent.EnvoyProxy;

/// <summary>
/// The bootstrap with which an Envoy is started, with the names that Istio's has: clusters xds-grpc, sds-grpc, prometheus_stats and agent,
/// listeners on 15021 and 15090, ADS by delta, Istio's tag rules and list of statistics that are kept.
/// </summary>
public static class EnvoyBootstrap
{
    const string HttpOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    /// <summary>Name in a statistic, and the expression whose first group is cut out and whose second is the value (Istio's rules).</summary>
    static readonly (string Tag, string Regex)[] TagRules =
    [
        ("cluster_name", @"^cluster(\.(.+);)"),
        ("http_conn_manager_prefix", @"^http\.(((?:[_.[:digit:]\w]*|[_\[\]aAbBcCdDeEfF[:digit:]\w\:]*));\.)"),
        ("tcp_prefix", @"^tcp\.((.*?)\.)\w+?$"),
        ("response_code", @"_rq(_(\d{3}))$"),
        ("response_code_class", @"_rq(_(\dxx))$"),
        ("listener_address", @"^listener\.(((?:[_.[:digit:]]*|[_\[\]aAbBcCdDeEfF[:digit:]]*))\.)"),
        ("authz_enforce_result", @"rbac(\.(allowed|denied))"),
    ];

    /// <summary>
    /// What is counted. An Envoy without Istio's filters has no istio_requests_total; the statistics of its clusters and of
    /// its inbound side stand in, so they are kept.
    /// </summary>
    static readonly string[] KeptPrefixes =
    [
        "cluster.inbound|", "cluster.outbound|", "cluster.xds-grpc", "cluster_manager", "component", "http.inbound_", "istio", "listener_manager",
        "reporter=", "server",
    ];

    /// <summary>The bootstrap as JSON.</summary>
    public static JsonObject Build(AgentOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new JsonObject
        {
            ["node"] = Node(options),
            ["layered_runtime"] = Runtime(),
            ["stats_config"] = Statistics(options),
            ["admin"] = new JsonObject { ["address"] = Tcp("127.0.0.1", options.AdminPort) },
            ["dynamic_resources"] = DynamicResources(),
            ["static_resources"] = new JsonObject
            {
                ["clusters"] = new JsonArray(
                    Cluster("prometheus_stats", Tcp("127.0.0.1", options.AdminPort), http2: false),
                    Cluster("agent", Tcp("127.0.0.1", options.StatusPort), http2: false),
                    Cluster("sds-grpc", Pipe(AgentSockets.SecretSocket(options)), http2: true),
                    DiscoveryCluster(options)),
                ["listeners"] = new JsonArray(
                    Listener(options.PrometheusPort, "/stats/prometheus", "prometheus_stats"),
                    Listener(options.ReadinessPort, "/healthz/ready", "agent")),
            },
        };
    }

    static JsonObject Node(AgentOptions options) => new()
    {
        ["id"] = options.NodeId,
        ["cluster"] = options.NodeCluster,
        ["metadata"] = options.Metadata.DeepClone(),
    };

    static JsonObject Runtime() => new()
    {
        ["layers"] = new JsonArray(
            new JsonObject
            {
                ["name"] = "global config",
                ["static_layer"] = new JsonObject
                {
                    ["envoy.reloadable_features.http_reject_path_with_fragment"] = false,
                    ["re2.max_program_size.error_level"] = 32768,
                    ["overload.global_downstream_max_connections"] = 2147483647,
                },
            },
            new JsonObject { ["name"] = "admin", ["admin_layer"] = new JsonObject() }),
    };

    static JsonObject Statistics(AgentOptions options)
    {
        var tags = new JsonArray();
        foreach (var (tag, regex) in TagRules)
            tags.Add((JsonNode)new JsonObject { ["tag_name"] = tag, ["regex"] = regex });
        // Who the proxy is, beside each of its numbers: statistics alone tell between which identities traffic flows.
        tags.Add((JsonNode)new JsonObject { ["tag_name"] = "proxy_workload", ["fixed_value"] = options.Metadata["WORKLOAD_NAME"]?.GetValue<string>() ?? options.PodName });
        tags.Add((JsonNode)new JsonObject { ["tag_name"] = "proxy_principal", ["fixed_value"] = options.Identity.ToString() });
        var patterns = new JsonArray();
        foreach (var prefix in KeptPrefixes)
            patterns.Add((JsonNode)new JsonObject { ["prefix"] = prefix });
        return new JsonObject
        {
            ["use_all_default_tags"] = false,
            ["stats_tags"] = tags,
            ["stats_matcher"] = new JsonObject { ["inclusion_list"] = new JsonObject { ["patterns"] = patterns } },
        };
    }

    static JsonObject DynamicResources()
    {
        static JsonObject Ads() => new() { ["ads"] = new JsonObject(), ["initial_fetch_timeout"] = "0s", ["resource_api_version"] = "V3" };
        return new JsonObject
        {
            ["lds_config"] = Ads(),
            ["cds_config"] = Ads(),
            ["ads_config"] = new JsonObject
            {
                ["api_type"] = "DELTA_GRPC",
                ["set_node_on_first_message_only"] = true,
                ["transport_api_version"] = "V3",
                ["grpc_services"] = new JsonArray(new JsonObject { ["envoy_grpc"] = new JsonObject { ["cluster_name"] = "xds-grpc" } }),
            },
        };
    }

    static JsonObject DiscoveryCluster(AgentOptions options)
    {
        var cluster = Cluster("xds-grpc", Pipe(AgentSockets.DiscoverySocket(options)), http2: true);
        cluster["upstream_connection_options"] = new JsonObject { ["tcp_keepalive"] = new JsonObject { ["keepalive_time"] = 300 } };
        return cluster;
    }

    static JsonObject Cluster(string name, JsonObject address, bool http2)
    {
        var cluster = new JsonObject
        {
            ["name"] = name,
            ["alt_stat_name"] = name + ";",
            ["type"] = "STATIC",
            ["connect_timeout"] = "1s",
            ["load_assignment"] = new JsonObject
            {
                ["cluster_name"] = name,
                ["endpoints"] = new JsonArray(new JsonObject
                {
                    ["lb_endpoints"] = new JsonArray(new JsonObject { ["endpoint"] = new JsonObject { ["address"] = address } }),
                }),
            },
        };
        if (http2)
            cluster["typed_extension_protocol_options"] = new JsonObject
            {
                [HttpOptions] = new JsonObject
                {
                    ["@type"] = $"type.googleapis.com/{HttpOptions}",
                    ["explicit_http_config"] = new JsonObject { ["http2_protocol_options"] = new JsonObject() },
                },
            };
        return cluster;
    }

    static JsonObject Listener(int port, string path, string cluster) => new()
    {
        ["name"] = $"{cluster}_{port}",
        ["address"] = Tcp("0.0.0.0", port),
        ["ignore_global_conn_limit"] = true,
        ["filter_chains"] = new JsonArray(new JsonObject
        {
            ["filters"] = new JsonArray(new JsonObject
            {
                ["name"] = "envoy.filters.network.http_connection_manager",
                ["typed_config"] = ConnectionManager(path, cluster),
            }),
        }),
    };

    static JsonObject ConnectionManager(string path, string cluster) => new()
    {
        ["@type"] = "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        ["stat_prefix"] = cluster,
        ["route_config"] = new JsonObject
        {
            ["virtual_hosts"] = new JsonArray(new JsonObject
            {
                ["name"] = "backend",
                ["domains"] = new JsonArray("*"),
                ["routes"] = new JsonArray(new JsonObject
                {
                    ["match"] = new JsonObject { ["prefix"] = path },
                    ["route"] = new JsonObject { ["cluster"] = cluster },
                }),
            }),
        },
        ["http_filters"] = new JsonArray(new JsonObject
        {
            ["name"] = "envoy.filters.http.router",
            ["typed_config"] = new JsonObject { ["@type"] = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
        }),
    };

    static JsonObject Tcp(string address, int port) => new()
    {
        ["socket_address"] = new JsonObject { ["address"] = address, ["port_value"] = port },
    };

    static JsonObject Pipe(string path) => new() { ["pipe"] = new JsonObject { ["path"] = path } };
}
