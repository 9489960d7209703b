using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Istio.Envoy.Config.Filter.Http.Alpn.V2Alpha1;
using Lateen.Core;
using Udpa.Type.V1;

namespace Lateen.Pilot.Parts;

/// <summary>Configurations of the filters that only Istio's proxy and ours have, in the form that Istio gives them.</summary>
static class IstioFilters
{
    public const string MetadataExchange = "istio.metadata_exchange", Stats = "istio.stats", Alpn = "istio.alpn";

    const string Prefix = "type.googleapis.com/";

    /// <summary>Metadata exchange at the start of TCP streams.</summary>
    public static Any TcpMetadataExchange() => Typed("envoy.tcp.metadataexchange.config.MetadataExchange", new Struct
    {
        Fields = { ["protocol"] = Value.ForString(Core.Alpn.IstioPeerExchange), ["enable_discovery"] = Value.ForBool(true) },
    });

    /// <summary>Metadata exchange in HTTP headers: with the server for what the workload sends, with the client for what it gets.</summary>
    public static Any HttpMetadataExchange(TrafficDirection direction)
    {
        var side = direction == TrafficDirection.Inbound ? "downstream" : "upstream";
        return Typed("io.istio.http.peer_metadata.Config", new Struct
        {
            Fields =
            {
                [side + "_discovery"] = Value.ForList(Method("istio_headers"), Method("workload_discovery")),
                [side + "_propagation"] = Value.ForList(Method("istio_headers")),
            },
        });
    }

    /// <summary>Istio's standard metrics.</summary>
    /// <param name="isServer">Whether the reporter does not fall back on the Host header: inbound and on gateways.</param>
    public static Any StatsConfig(bool isServer) => Any.Pack(new Stats.PluginConfig { DisableHostHeaderFallback = isServer });

    /// <summary>The ALPN protocols offered upstream by the version of HTTP.</summary>
    public static Any AlpnConfig() => Any.Pack(new FilterConfig
    {
        AlpnOverride =
        {
            Override(FilterConfig.Types.Protocol.Http10, Core.Alpn.IstioHttp10, Core.Alpn.Http10),
            Override(FilterConfig.Types.Protocol.Http11, Core.Alpn.IstioHttp11, Core.Alpn.Http11),
            Override(FilterConfig.Types.Protocol.Http2, Core.Alpn.IstioH2, Core.Alpn.H2),
        },
    });

    static FilterConfig.Types.AlpnOverride Override(FilterConfig.Types.Protocol protocol, string mesh, string standard) =>
        new() { UpstreamProtocol = protocol, AlpnOverride_ = { mesh, Core.Alpn.Istio, standard } };

    static Value Method(string name) => Value.ForStruct(new Struct { Fields = { [name] = Value.ForStruct(new Struct()) } });

    static Any Typed(string type, Struct value) => Any.Pack(new TypedStruct { TypeUrl = Prefix + type, Value = value });
}
