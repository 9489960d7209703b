namespace Lateen.Pilot.Services;

/// <summary>What a Service says that a port speaks.</summary>
public enum PortProtocol
{
    /// <summary>Nothing: the proxy looks at the first bytes.</summary>
    Auto,

    /// <summary>HTTP/1.1.</summary>
    Http,

    /// <summary>HTTP/2 in plaintext.</summary>
    Http2,

    /// <summary>gRPC.</summary>
    Grpc,

    /// <summary>gRPC-Web, which is HTTP/1.1 or HTTP/2.</summary>
    GrpcWeb,

    /// <summary>Bytes.</summary>
    Tcp,

    /// <summary>TLS ended by the workload, with HTTP inside.</summary>
    Https,

    /// <summary>TLS ended by the workload.</summary>
    Tls,

    /// <summary>Datagrams; no outbound configuration.</summary>
    Udp,
}
