using System.Globalization;
using System.Text;
using System.Text.Json;
using Lateen.Core.Re2;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.Proxy.Admin;

/// <summary>/stats: every statistic as text, JSON or Prometheus text, with Envoy's parameters usedonly, filter and format.</summary>
public sealed class StatsPage(StatsRegistry registry, string path = "/stats", string defaultFormat = "text") : IAdminPage
{
    public string Path => path;

    public string Help => defaultFormat == "prometheus" ? "print server stats in prometheus format" : "print server stats";

    public bool Changes => false;

    public AdminReply Answer(AdminRequest request)
    {
        Re2Pattern? filter = null;
        if (request.Value("filter") is { Length: > 0 } pattern && !Re2Pattern.TryCompile($"(?s:.*)(?:{pattern})(?s:.*)", out filter, out string error))
            return AdminReply.BadRequest($"Invalid re2 regex: {error}");
        IEnumerable<Stat> stats = registry.Read()
            .Where(stat => (!request.Has("usedonly") || stat.Used) && (filter is null || filter.IsFullMatch(Encoding.UTF8.GetBytes(stat.Name))));
        return (request.Value("format") ?? defaultFormat) switch
        {
            "prometheus" => AdminReply.Text(PrometheusText.Write(stats)),
            "json" => AdminReply.Json(Json(stats)),
            "text" => AdminReply.Text(Text(stats)),
            var other => AdminReply.BadRequest($"usage: /stats?format=text|json|prometheus, not {other}"),
        };
    }

    static string Text(IEnumerable<Stat> stats)
    {
        var text = new StringBuilder();
        foreach (Stat stat in Sorted(stats, histograms: false))
            text.Append(CultureInfo.InvariantCulture, $"{stat.Name}: {stat.Value}\n");
        foreach (Stat stat in Sorted(stats, histograms: true))
            text.Append(CultureInfo.InvariantCulture, $"{stat.Name}: {Summary(stat)}\n");
        return text.ToString();
    }

    static string Summary(Stat stat) => stat.Distribution is { } data
        ? string.Create(CultureInfo.InvariantCulture, $"count={data.Count} sum={data.Sum}")
        : "No recorded values";

    static string Json(IEnumerable<Stat> stats)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("stats");
            foreach (Stat stat in Sorted(stats, histograms: false))
            {
                json.WriteStartObject();
                json.WriteString("name", stat.Name);
                json.WriteNumber("value", stat.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    static IEnumerable<Stat> Sorted(IEnumerable<Stat> stats, bool histograms) =>
        stats.Where(stat => stat.Kind == StatKind.Histogram == histograms).OrderBy(stat => stat.Name, StringComparer.Ordinal);
}
