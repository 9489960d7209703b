using System.Buffers.Text;
using System.Text;
using Io.Istio.Http.PeerMetadata;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>
/// Istio's exchange of workload metadata in HTTP headers (istio.metadata_exchange). Workload discovery and baggage need sources that this proxy
/// doesn't have yet: these methods find nothing, as in Istio's proxy without them.
/// </summary>
sealed class PeerMetadataExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.peer_metadata";

    public string Message => "io.istio.http.peer_metadata.Config";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(Config.Parser, at) is not { } message)
            return null;
        var propagation = message.UpstreamPropagation.FirstOrDefault(method => method.IstioHeaders is not null)?.IstioHeaders;
        return new PeerMetadataFilterFactory(name)
        {
            DiscoversDownstream = message.DownstreamDiscovery.Any(method => method.IstioHeaders is not null),
            DiscoversUpstream = message.UpstreamDiscovery.Any(method => method.IstioHeaders is not null),
            TellsDownstream = message.DownstreamPropagation.Any(method => method.IstioHeaders is not null),
            TellsUpstream = propagation is not null,
            SkipsExternalClusters = propagation?.SkipExternalClusters ?? false,
            Told = Encode(PeerStruct.Encode(PeerStruct.Of(context.Node, message.AdditionalLabels))),
            Id = Encoding.UTF8.GetBytes(context.Node.Id),
        };
    }

    static byte[] Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        Base64.EncodeToUtf8(bytes, text, out _, out _);
        return text;
    }
}
