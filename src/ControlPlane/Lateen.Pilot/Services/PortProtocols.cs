using k8s.Models;

namespace Lateen.Pilot.Services;

/// <summary>How a Service's port declares its protocol, and what follows from it.</summary>
static class PortProtocols
{
    /// <summary>Ports whose well-known protocol lets the server speak first, so that detection would wait for ever.</summary>
    static readonly HashSet<int> ServerSpeaksFirst = [25, 53, 3306, 27017];

    /// <summary>appProtocol first, then the name's prefix, then well-known numbers, otherwise detection.</summary>
    public static PortProtocol Of(V1ServicePort port)
    {
        if (port.Protocol == "UDP")
            return PortProtocol.Udp;
        if (!string.IsNullOrEmpty(port.AppProtocol))
            return OfAppProtocol(port.AppProtocol);
        if (OfName(port.Name ?? "") is { } named)
            return named;
        return ServerSpeaksFirst.Contains(port.Port) ? PortProtocol.Tcp : PortProtocol.Auto;
    }

    /// <summary>A gateway server's protocol; null when there is no such protocol.</summary>
    public static PortProtocol? OfGateway(string protocol) => OfToken(protocol.ToLowerInvariant());

    /// <summary>A ServiceEntry's protocol; without one, or with one that nobody knows, it is detected.</summary>
    public static PortProtocol OfServiceEntry(string protocol) => OfToken(protocol.ToLowerInvariant()) ?? PortProtocol.Auto;

    public static bool IsHttp(this PortProtocol protocol) =>
        protocol is PortProtocol.Http or PortProtocol.Http2 or PortProtocol.Grpc or PortProtocol.GrpcWeb;

    public static bool IsHttp2(this PortProtocol protocol) => protocol is PortProtocol.Http2 or PortProtocol.Grpc;

    public static bool IsTcp(this PortProtocol protocol) => protocol is PortProtocol.Tcp or PortProtocol.Tls or PortProtocol.Https;

    static PortProtocol OfAppProtocol(string value) => value.ToLowerInvariant() switch
    {
        "kubernetes.io/h2c" => PortProtocol.Http2,
        "kubernetes.io/ws" => PortProtocol.Http,
        "kubernetes.io/wss" => PortProtocol.Https,
        var token => OfToken(token) ?? OfName(token) ?? PortProtocol.Auto,
    };

    static PortProtocol? OfName(string name)
    {
        var lower = name.ToLowerInvariant();
        if (lower == "grpc-web" || lower.StartsWith("grpc-web-", StringComparison.Ordinal))
            return PortProtocol.GrpcWeb;
        var dash = lower.IndexOf('-');
        return OfToken(dash < 0 ? lower : lower[..dash]);
    }

    /// <summary>Mongo, MySQL and Redis are bytes until their filters exist.</summary>
    static PortProtocol? OfToken(string token) => token switch
    {
        "http" => PortProtocol.Http,
        "http2" => PortProtocol.Http2,
        "grpc" => PortProtocol.Grpc,
        "grpc-web" => PortProtocol.GrpcWeb,
        "https" => PortProtocol.Https,
        "tls" => PortProtocol.Tls,
        "tcp" or "mongo" or "mysql" or "redis" => PortProtocol.Tcp,
        "udp" => PortProtocol.Udp,
        _ => null,
    };
}
