using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>
/// Where both ends agreed on the protocol by ALPN, each sends a frame about itself before everything else, and takes the other's away. Used on
/// downstream and on upstream connections.
/// </summary>
sealed class MetadataExchangeConfig : IReadFilterConfig
{
    public required string Name { get; init; }

    /// <summary>The ALPN protocol that switches the exchange on.</summary>
    public required string Protocol { get; init; }

    /// <summary>The filter state that says who the other end is.</summary>
    public required string PeerKey { get; init; }

    /// <summary>What we send.</summary>
    public required byte[] Frame { get; init; }

    public required MetadataExchangeStats Stats { get; init; }

    public IReadFilter Create() => new Filter(this);

    sealed class Filter(MetadataExchangeConfig config) : IReadFilter
    {
        public ReadFilterStatus OnConnected(NetworkFilterContext context)
        {
            if (context.Connection.Tls?.Alpn != config.Protocol)
            {
                context.Stats.Increment(config.Stats.AlpnNotFound);
                return ReadFilterStatus.Continue;
            }

            context.Stats.Increment(config.Stats.AlpnFound);
            context.Connection.Write(config.Frame);
            return ReadFilterStatus.NeedData;
        }

        public ReadFilterStatus OnReceived(NetworkFilterContext context, ReadOnlySpan<byte> bytes, out int consumed)
        {
            switch (MetadataFrame.Decode(bytes, out consumed, out var peer))
            {
                case FrameResult.Incomplete:
                    return ReadFilterStatus.NeedData;
                case FrameResult.None:
                    context.Stats.Increment(config.Stats.InitialHeaderNotFound);
                    return ReadFilterStatus.Continue;
                default:
                    Keep(context, peer);
                    return ReadFilterStatus.Continue;
            }
        }

        void Keep(NetworkFilterContext context, WorkloadPeer? peer)
        {
            if (peer is null)
            {
                context.Stats.Increment(config.Stats.HeaderNotFound);
                return;
            }

            context.Stats.Increment(config.Stats.Added);
            context.StreamInfo.SetState(config.PeerKey, peer);
        }
    }
}
