using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lateen.ProxyApp.Tests.Processes;

/// <summary>Static bootstraps in Envoy's JSON: one HTTP listener that sends everything to one cluster, and an admin port.</summary>
static class Bootstrap
{
    public static JsonObject Http(int adminPort, int listenerPort, int backendPort, Action<JsonObject>? manager = null, Action<JsonObject>? cluster = null)
    {
        var connectionManager = ConnectionManager();
        manager?.Invoke(connectionManager);
        var up = Cluster(backendPort);
        cluster?.Invoke(up);
        return new JsonObject
        {
            ["node"] = new JsonObject { ["id"] = "test-node", ["cluster"] = "test-cluster" },
            ["admin"] = new JsonObject { ["address"] = Address(adminPort) },
            ["static_resources"] = new JsonObject
            {
                ["listeners"] = new JsonArray(Listener("in", listenerPort, connectionManager)),
                ["clusters"] = new JsonArray(up),
            },
        };
    }

    public static JsonObject Listener(string name, int port, JsonObject connectionManager) => new()
    {
        ["name"] = name,
        ["address"] = Address(port),
        ["filter_chains"] = new JsonArray(new JsonObject
        {
            ["filters"] = new JsonArray(new JsonObject { ["name"] = "envoy.filters.network.http_connection_manager", ["typed_config"] = connectionManager }),
        }),
    };

    public static JsonObject ConnectionManager() => Parse(
        """
        {
          "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
          "stat_prefix": "in",
          "upgrade_configs": [{"upgrade_type": "websocket"}],
          "http_protocol_options": {"enable_trailers": true},
          "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [{"match": {"prefix": "/"}, "route": {"cluster": "up"}}]}]},
          "http_filters": [{"name": "envoy.filters.http.router", "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]
        }
        """);

    public static JsonObject Cluster(int port) => new()
    {
        ["name"] = "up",
        ["type"] = "STATIC",
        ["connect_timeout"] = "5s",
        ["typed_extension_protocol_options"] = Parse(
            """
            {
              "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
                "explicit_http_config": {"http_protocol_options": {"enable_trailers": true}}
              }
            }
            """),
        ["load_assignment"] = new JsonObject
        {
            ["cluster_name"] = "up",
            ["endpoints"] = new JsonArray(new JsonObject
            {
                ["lb_endpoints"] = new JsonArray(new JsonObject { ["endpoint"] = new JsonObject { ["address"] = Address(port) } }),
            }),
        },
    };

    public static JsonObject Address(int port) => new() { ["socket_address"] = new JsonObject { ["address"] = "127.0.0.1", ["port_value"] = port } };

    static JsonObject Parse(string json) => JsonNode.Parse(json, documentOptions: new JsonDocumentOptions())!.AsObject();
}
