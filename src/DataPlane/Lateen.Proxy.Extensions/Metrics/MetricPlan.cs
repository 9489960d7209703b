using System.Collections.Frozen;
using System.Collections.Immutable;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Observability.Stats;
using Stats;

namespace Lateen.Proxy.Extensions.Metrics;

/// <summary>What an istio.stats configuration reports: which metrics with which labels.</summary>
static class MetricPlan
{
    static readonly FrozenDictionary<string, (IstioMetric Metric, StatKind Kind)> Known = new Dictionary<string, (IstioMetric, StatKind)>
    {
        ["requests_total"] = (IstioMetric.Requests, StatKind.Counter),
        ["request_duration_milliseconds"] = (IstioMetric.RequestDuration, StatKind.Histogram),
        ["request_bytes"] = (IstioMetric.RequestBytes, StatKind.Histogram),
        ["response_bytes"] = (IstioMetric.ResponseBytes, StatKind.Histogram),
        ["request_messages_total"] = (IstioMetric.RequestMessages, StatKind.Counter),
        ["response_messages_total"] = (IstioMetric.ResponseMessages, StatKind.Counter),
        ["tcp_connections_opened_total"] = (IstioMetric.TcpConnectionsOpened, StatKind.Counter),
        ["tcp_connections_closed_total"] = (IstioMetric.TcpConnectionsClosed, StatKind.Counter),
        ["tcp_sent_bytes_total"] = (IstioMetric.TcpSentBytes, StatKind.Counter),
        ["tcp_received_bytes_total"] = (IstioMetric.TcpReceivedBytes, StatKind.Counter),
    }.ToFrozenDictionary();

    /// <summary>The groups for HTTP or TCP. Reasons for refusing are noted.</summary>
    public static ImmutableArray<MetricGroup> Read(PluginConfig config, bool tcp, FieldPath at, StatsRegistry stats)
    {
        Check(config, at);
        var labels = tcp ? IstioLabels.Tcp : IstioLabels.Http;
        var metrics = Known.Where(known => known.Value.Metric >= IstioMetric.TcpConnectionsOpened == tcp)
            .Where(known => !config.Metrics.Any(change => change.Drop && AppliesTo(change, known.Key)))
            .OrderBy(known => known.Value.Metric);
        return
        [
            .. metrics.GroupBy(known => (MetricGroup.IsOfMessages(known.Value.Metric), string.Join(',', Kept(config, known.Key, labels))))
                .Select(group => Create([.. group], [.. Kept(config, group.First().Key, labels)], stats)),
        ];
    }

    static MetricGroup Create(
        ImmutableArray<KeyValuePair<string, (IstioMetric Metric, StatKind Kind)>> metrics, ImmutableArray<string> labels, StatsRegistry stats)
    {
        var definition = new SeriesDefinition("istio", [.. metrics.Select(metric => new SeriesMetric("istio_" + metric.Key, metric.Value.Kind))], labels);
        return new MetricGroup(stats.Series(definition), [.. metrics.Select(metric => metric.Value.Metric)], [.. labels.Select(label => IstioLabels.Http.IndexOf(label))]);
    }

    static IEnumerable<string> Kept(PluginConfig config, string metric, ImmutableArray<string> labels) =>
        labels.Except(config.Metrics.Where(change => AppliesTo(change, metric)).SelectMany(change => change.TagsToRemove));

    static bool AppliesTo(MetricConfig change, string metric) => change.Name.Length == 0 || change.Name == metric;

    static void Check(PluginConfig config, FieldPath at)
    {
        for (var i = 0; i < config.Metrics.Count; i++)
        {
            var change = config.Metrics[i];
            if (change.Dimensions.Count > 0)
                at["metrics", i]["dimensions"].FailUnsupported("a label computed by an expression");
            if (change.Match.Length > 0)
                at["metrics", i]["match"].FailUnsupported("a metric limited by an expression");
            if (change.Name.Length > 0 && !Known.ContainsKey(change.Name))
                at["metrics", i]["name"].Fail($"'{change.Name}' is not one of Istio's metrics: {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}");
        }

        if (config.Definitions.Count > 0)
            at["definitions"].FailUnsupported("defining metrics");
        if (config.Reporter != Reporter.Unspecified)
            at["reporter"].FailUnsupported("reporting as a waypoint");
    }
}
