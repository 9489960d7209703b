using Lateen.Proxy.Extensions.Metrics;
using Lateen.Proxy.Extensions.Peers;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Http;
using Lateen.Proxy.Listeners;
using Stats;

namespace Lateen.Proxy.Extensions.HttpFilters;

/// <summary>istio.stats on HTTP: Istio's standard metrics of requests.</summary>
sealed class IstioStatsExtension : IHttpFilterExtension
{
    public string Name => "envoy.filters.http.istio_stats";

    public string Message => "stats.PluginConfig";

    public IHttpFilterFactory? Read(string name, TypedConfig config, FieldPath at, ReadingContext context)
    {
        if (config.Read(PluginConfig.Parser, at) is not { } message)
            return null;
        return new IstioStatsFilterFactory(name)
        {
            Groups = MetricPlan.Read(message, tcp: false, at, context.Stats),
            IsServer = context.Direction == TrafficDirection.Inbound,
            Local = PeerStruct.Local(context.Node),
            HostHeaderFallback = !message.DisableHostHeaderFallback,
        };
    }
}
