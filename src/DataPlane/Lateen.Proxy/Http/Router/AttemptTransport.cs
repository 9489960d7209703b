using System.Collections.Immutable;
using System.Text;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http.Upstream;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Http.Router;

/// <summary>What an attempt asks of its connection beyond the cluster's configuration: a server's name, and the protocols to offer.</summary>
static class AttemptTransport
{
    static readonly ImmutableArray<string> Http2Only = ["h2"];
    static readonly ImmutableArray<string> Http2OrHttp1 = ["h2", "http/1.1"];

    /// <param name="protocol">What the pool will speak.</param>
    public static UpstreamTransportOptions Of(HttpStream stream, ClusterConfig cluster, HostState host, UpstreamProtocol protocol) => new()
    {
        ServerName = cluster.Http.AutoSni ? ServerName(stream.Request!.Authority) : null,
        AlpnProtocols = stream.Info.State<ApplicationProtocols>(ApplicationProtocols.Key)?.Protocols ?? Fallback(host, protocol),
    };

    // Without a list of its own a TLS configuration offers what the pool will speak.
    static ImmutableArray<string> Fallback(HostState host, UpstreamProtocol protocol)
    {
        if (protocol == UpstreamProtocol.Http1 || host.TransportSocket is not UpstreamTlsConfig { Common.AlpnProtocols.IsDefaultOrEmpty: true })
            return default;
        return protocol == UpstreamProtocol.Http2 ? Http2Only : Http2OrHttp1;
    }

    static string ServerName(ReadOnlySpan<byte> authority)
    {
        var colon = authority.LastIndexOf((byte)':');
        return Encoding.ASCII.GetString(colon < 0 ? authority : authority[..colon]);
    }
}
