using Lateen.Core;
using Lateen.Pilot.Proxies;

namespace Lateen.Pilot.Listeners;

/// <summary>The ALPN protocols that filter chains match and offer. What a proxy cannot speak it takes as bytes.</summary>
static class ChainProtocols
{
    /// <summary>Plaintext HTTP as the http inspector reports it.</summary>
    public static IEnumerable<string> Plaintext(Capabilities capabilities) =>
        capabilities.Http2 ? Alpn.PlaintextHttp : Alpn.PlaintextHttp.Where(protocol => protocol != Alpn.H2C);

    /// <summary>HTTP inside the mesh's mutual TLS.</summary>
    public static IEnumerable<string> MeshHttp(Capabilities capabilities) =>
        capabilities.Http2 ? Alpn.MeshHttp : Alpn.MeshHttp.Where(protocol => protocol != Alpn.IstioH2);

    /// <summary>Anything else inside it.</summary>
    public static IEnumerable<string> MeshTcp(Capabilities capabilities) =>
        capabilities.Http2 ? Alpn.MeshTcp : [.. Alpn.MeshTcp, Alpn.IstioH2];

    /// <summary>What a server of HTTP chooses from.</summary>
    public static IEnumerable<string> ServerHttp(Capabilities capabilities) =>
        capabilities.Http2 ? Alpn.ServerHttp : [Alpn.Http11];

    /// <summary>What a server of TCP chooses from.</summary>
    public static IEnumerable<string> ServerTcp(Capabilities capabilities) =>
        capabilities.MetadataExchange ? Alpn.ServerTcp : Alpn.ServerTcp.Where(protocol => protocol != Alpn.IstioPeerExchange);
}
