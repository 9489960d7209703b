using k8s.Models;

namespace Lateen.Galley;

/// <summary>What a Service's port says that it speaks, by Istio's rules.</summary>
static class DeclaredProtocol
{
    static readonly string[] Known = ["grpc", "grpc-web", "http", "http2", "https", "mongo", "mysql", "redis", "tcp", "tls", "udp"];

    /// <summary>The protocol in lower case; null when it has to be detected.</summary>
    public static string? Of(V1ServicePort port)
    {
        if (port.Protocol == "UDP")
            return "udp";
        if (string.IsNullOrEmpty(port.AppProtocol))
            return OfName((port.Name ?? "").ToLowerInvariant()) ?? WellKnown(port.Port);
        return port.AppProtocol.ToLowerInvariant() switch
        {
            "kubernetes.io/h2c" => "http2",
            "kubernetes.io/ws" => "http",
            "kubernetes.io/wss" => "https",
            var other => OfName(other),
        };
    }

    static string? OfName(string name)
    {
        var prefix = name == "grpc-web" || name.StartsWith("grpc-web-", StringComparison.Ordinal) ? "grpc-web" : name.Split('-')[0];
        return Known.Contains(prefix) ? prefix : null;
    }

    /// <summary>Servers that speak first can't be detected.</summary>
    static string? WellKnown(int port) => port is 25 or 53 or 3306 or 27017 ? "tcp" : null;
}
