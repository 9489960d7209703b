using Lateen.Proxy.Extensions.Metrics;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Listeners;
using Stats;

namespace Lateen.Proxy.Extensions.NetworkFilters;

/// <summary>istio.stats on TCP: Istio's standard metrics of connections.</summary>
sealed class IstioStatsExtension : INetworkFilterExtension
{
    static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(5);

    public string Name => "envoy.filters.network.istio_stats";

    public string Message => "stats.PluginConfig";

    public bool IsTerminal => false;

    public INetworkFilterConfig? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(PluginConfig.Parser, at) is not { } message)
            return null;
        return new IstioStatsConfig
        {
            Name = name,
            Groups = MetricPlan.Read(message, tcp: true, at, context.Stats),
            IsServer = context.Direction == TrafficDirection.Inbound,
            Local = PeerStruct.Local(context.Node),
            Interval = message.TcpReportingDuration.Read(DefaultInterval, at["tcp_reporting_duration"]),
        };
    }
}
