using System.Collections.Immutable;

namespace Lateen.Core;

/// <summary>
/// ALPN protocol names. Istio's own let a permissive server tell the mesh's mutual TLS, and what is inside it, from a workload's own TLS.
/// </summary>
public static class Alpn
{
    /// <summary>Protocols registered with IANA.</summary>
    public const string Http10 = "http/1.0", Http11 = "http/1.1", H2 = "h2", H2C = "h2c", H3 = "h3";

    /// <summary>The mesh's mutual TLS: any content, TCP with metadata exchange, HTTP by version.</summary>
    public const string Istio = "istio", IstioPeerExchange = "istio-peer-exchange", IstioHttp10 = "istio-http/1.0",
        IstioHttp11 = "istio-http/1.1", IstioH2 = "istio-h2";

    /// <summary>Offered by a sidecar for TCP and HTTP/1.1; the alpn filter replaces it per request.</summary>
    public static readonly ImmutableArray<string> MeshClient = [IstioPeerExchange, Istio];

    /// <summary>Offered by a sidecar to HTTP/2 clusters.</summary>
    public static readonly ImmutableArray<string> MeshClientH2 = [IstioPeerExchange, Istio, H2];

    /// <summary>Marks mutual TLS of the mesh with HTTP inside.</summary>
    public static readonly ImmutableArray<string> MeshHttp = [IstioHttp10, IstioHttp11, IstioH2];

    /// <summary>Marks mutual TLS of the mesh with anything else inside.</summary>
    public static readonly ImmutableArray<string> MeshTcp = [IstioPeerExchange, Istio];

    /// <summary>Marks mutual TLS of the mesh on a port whose protocol is declared; in Istio's order.</summary>
    public static readonly ImmutableArray<string> MeshAny = [Istio, IstioPeerExchange, IstioHttp10, IstioHttp11, IstioH2];

    /// <summary>What the http inspector reports for plaintext HTTP.</summary>
    public static readonly ImmutableArray<string> PlaintextHttp = [Http11, H2C];

    /// <summary>Chosen from by a sidecar's inbound chains for HTTP and for TCP.</summary>
    public static readonly ImmutableArray<string> ServerHttp = [H2, Http11], ServerTcp = [IstioPeerExchange, H2, Http11];

    /// <summary>Chosen from by a gateway that terminates TLS.</summary>
    public static readonly ImmutableArray<string> Gateway = [H2, Http11];
}
