using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lateen.Proxy.Observability.Stats;

/// <summary>Prometheus' text format as Envoy writes it: types, no help, counters first, then gauges and histograms, each by name.</summary>
public static class PrometheusText
{
    /// <summary>Upper bounds of the buckets, in the histogram's own unit: Envoy's default.</summary>
    public static ImmutableArray<double> Buckets { get; } =
        [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 30000, 60000, 300000, 600000, 1800000, 3600000];

    static readonly ImmutableArray<string> Bounds = [.. Buckets.Select(bound => bound.ToString(CultureInfo.InvariantCulture))];

    // Names in these namespaces are written as they are: Istio's metrics have no envoy_ in front.
    static readonly string[] CustomNamespaces = ["istio_", "istiocustom_", "wasmcustom_", "pilot_", "lateen_"];

    /// <summary>Writes the statistics. Equal names are contiguous, as Prometheus demands.</summary>
    public static string Write(IEnumerable<Stat> stats)
    {
        var text = new StringBuilder();
        var groups = stats.GroupBy(stat => (stat.Kind, Name: NameOf(stat.ExtractedName))).OrderBy(group => group.Key.Kind)
            .ThenBy(group => group.Key.Name, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            text.Append("# TYPE ").Append(group.Key.Name).Append(' ').Append(TypeOf(group.Key.Kind)).Append('\n');
            foreach (var stat in group.OrderBy(stat => stat.Name, StringComparer.Ordinal))
                Write(text, group.Key.Name, stat);
        }

        return text.ToString();
    }

    static void Write(StringBuilder text, string name, in Stat stat)
    {
        var labels = LabelsOf(stat.Tags);
        if (stat.Kind == StatKind.Histogram)
            WriteHistogram(text, name, labels, stat.Distribution ?? new HistogramData());
        else
            WriteSample(text.Append(name), labels, stat.Value);
    }

    static void WriteHistogram(StringBuilder text, string name, string labels, HistogramData data)
    {
        for (var i = 0; i < Buckets.Length; i++)
            WriteBucket(text, name, labels, Bounds[i], data.CountBelow(Buckets[i]));
        WriteBucket(text, name, labels, "+Inf", data.Count);
        WriteSample(text.Append(name).Append("_sum"), labels, data.Sum);
        WriteSample(text.Append(name).Append("_count"), labels, data.Count);
    }

    // Piece by piece: labels of Istio's metrics are a kilobyte long, and there are twenty buckets in each series.
    static void WriteBucket(StringBuilder text, string name, string labels, string bound, long count)
    {
        text.Append(name).Append("_bucket{").Append(labels);
        if (labels.Length > 0)
            text.Append(',');
        text.Append("le=\"").Append(bound).Append("\"} ").Append(count).Append('\n');
    }

    // Envoy writes the braces also around no labels at all.
    static void WriteSample(StringBuilder text, string labels, long value) =>
        text.Append('{').Append(labels).Append("} ").Append(value).Append('\n');

    static string NameOf(string extracted)
    {
        var name = Sanitise(extracted);
        if (CustomNamespaces.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            return name;
        return "envoy_" + name;
    }

    static string TypeOf(StatKind kind) => kind switch
    {
        StatKind.Counter => "counter",
        StatKind.Gauge => "gauge",
        _ => "histogram",
    };

    static string LabelsOf(ImmutableArray<StatTag> tags) =>
        string.Join(',', tags.Select(tag => $"{Sanitise(tag.Name)}=\"{Escape(tag.Value)}\""));

    static string Sanitise(string name) =>
        string.Create(name.Length, name, static (result, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                result[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] == '_' ? source[i] : '_';
        });

    static string Escape(string value) =>
        value.AsSpan().IndexOfAny('\\', '"', '\n') < 0
            ? value
            : value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");
}
