using Envoy.Tcp.Metadataexchange.Config;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>Istio's exchange of workload metadata at the beginning of a TCP connection (istio.metadata_exchange).</summary>
sealed class MetadataExchangeExtension : INetworkFilterExtension
{
    public string Name => "envoy.filters.network.metadata_exchange";

    public string Message => "envoy.tcp.metadataexchange.config.MetadataExchange";

    public bool IsTerminal => false;

    public INetworkFilterConfig? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(MetadataExchange.Parser, at) is not { } message)
            return null;
        return new MetadataExchangeConfig
        {
            Name = name,
            Protocol = message.Protocol,
            PeerKey = context.IsUpstream ? WorkloadPeer.UpstreamKey : WorkloadPeer.DownstreamKey,
            Frame = MetadataFrame.Encode(PeerStruct.Of(context.Node, message.AdditionalLabels), context.Node.Id),
            Stats = MetadataExchangeStats.Register(context.Stats),
        };
    }
}
