namespace Lateen.Core;

/// <summary>Names of route configurations, virtual hosts and generated routes.</summary>
public static class RouteName
{
    /// <summary>Catch-all virtual hosts of a sidecar's route configurations.</summary>
    public const string AllowAny = "allow_any", BlockAll = "block_all";

    /// <summary>A generated route.</summary>
    public const string Default = "default";

    /// <summary>The route configuration of a sidecar that its workload uses as an HTTP proxy: every port of every service.</summary>
    public const string HttpProxy = "http_proxy";

    /// <summary>The route configuration that all declared HTTP services of a port share.</summary>
    public static string Sidecar(int port) => port.ToString();

    /// <summary>The route configuration of a service whose protocol is detected.</summary>
    public static string Sniffed(string host, int port) => $"{host}:{port}";

    /// <summary>A gateway's plaintext routes; the port is the resolved target port. <paramref name="bind"/> is empty for the wildcard address.</summary>
    public static string GatewayHttp(int targetPort, string bind = "") => bind.Length == 0 ? $"http.{targetPort}" : $"http.{targetPort}.{bind}";

    /// <summary>A gateway's TLS-terminated routes; the port is the declared one.</summary>
    public static string GatewayHttps(int port, string portName, string gateway, string gatewayNamespace, string bind = "") =>
        $"https.{port}.{portName}.{gateway}.{gatewayNamespace}{(bind.Length == 0 ? "" : "." + bind)}";

    /// <summary>A virtual host: <c>host:port</c>; on gateways the port is the declared one.</summary>
    public static string VirtualHost(string host, int port) => $"{host}:{port}";

    /// <summary>The one virtual host of an inbound route configuration; the port is the service's.</summary>
    public static string InboundVirtualHost(int servicePort) => $"inbound|http|{servicePort}";

    /// <summary>The virtual host, without routes, of a gateway's port that no VirtualService claims.</summary>
    public static string GatewayBlackHole(int port) => $"blackhole:{port}";
}
