using System.Collections.Immutable;
using Istio.Envoy.Config.Filter.Http.Alpn.V2Alpha1;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>
/// istio.alpn: offers upstream a protocol name that tells the server's proxy which HTTP comes, so that it chooses the right filter chain
/// before the first byte.
/// </summary>
sealed class AlpnExtension : IHttpFilterExtension
{
    public string Name => "istio.alpn";

    public string Message => "istio.envoy.config.filter.http.alpn.v2alpha1.FilterConfig";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(FilterConfig.Parser, at) is not { } message)
            return null;
        var overrides = new ApplicationProtocols?[Enum.GetValues<HttpProtocol>().Length];
        foreach (var entry in message.AlpnOverride)
            overrides[(int)Read(entry.UpstreamProtocol)] = new ApplicationProtocols([.. entry.AlpnOverride_]);
        return new Factory(name, overrides);
    }

    static HttpProtocol Read(FilterConfig.Types.Protocol protocol) => protocol switch
    {
        FilterConfig.Types.Protocol.Http10 => HttpProtocol.Http10,
        FilterConfig.Types.Protocol.Http2 => HttpProtocol.Http2,
        _ => HttpProtocol.Http11,
    };

    sealed class Factory(string name, ApplicationProtocols?[] overrides) : IHttpFilterFactory
    {
        public string Name { get; } = name;

        public bool IsTerminal => false;

        public IHttpFilter Create() => new Filter(overrides);
    }

    sealed class Filter(ApplicationProtocols?[] overrides) : HttpFilter
    {
        public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
        {
            if (Callbacks.Cluster is { } cluster && !IsExempt(cluster) && overrides[(int)ProtocolOf(cluster)] is { } offered)
                Callbacks.StreamInfo.SetState(ApplicationProtocols.Key, offered);
            return FilterHeadersStatus.Continue;
        }

        // Set by Istio on clusters whose servers are no proxies of the mesh.
        static bool IsExempt(ClusterConfig cluster) =>
            cluster.Metadata.Find("istio", "alpn_override") is MetadataValue.StringValue { Value: "false" };

        HttpProtocol ProtocolOf(ClusterConfig cluster) => cluster.Http.Protocol switch
        {
            UpstreamProtocol.Http2 => HttpProtocol.Http2,
            UpstreamProtocol.AsDownstream => Callbacks.StreamInfo.Protocol ?? HttpProtocol.Http11,
            _ => HttpProtocol.Http11,
        };
    }
}
