using System.Globalization;
using System.Text;

namespace Lateen.Local.Metrics;

/// <summary>Reads Prometheus' text format (version 0.0.4), the part that proxies write. What can't be read is left out.</summary>
internal static class PrometheusText
{
    /// <summary>The samples whose names begin with one of the prefixes.</summary>
    public static IEnumerable<Sample> Read(string text, params string[] prefixes)
    {
        foreach (var line in text.Split('\n'))
            if (line.Length > 0 && line[0] != '#' && prefixes.Any(prefix => line.StartsWith(prefix, StringComparison.Ordinal)) && TryRead(line, out var sample))
                yield return sample;
    }

    static bool TryRead(string line, out Sample sample)
    {
        sample = default;
        var labels = new Dictionary<string, string>();
        var at = line.AsSpan().IndexOfAny('{', ' ');
        if (at <= 0)
            return false;
        var name = line[..at];
        if (line[at] == '{' && !TryReadLabels(line, ref at, labels))
            return false;
        var rest = line.AsSpan(at).Trim();
        var end = rest.IndexOf(' ');
        if (!double.TryParse(end < 0 ? rest : rest[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return false;
        sample = new Sample(line[..at], name, labels, value);
        return true;
    }

    // From the opening brace; afterwards `at` is behind the closing one.
    static bool TryReadLabels(string line, ref int at, Dictionary<string, string> labels)
    {
        at++;
        while (at < line.Length && line[at] != '}')
        {
            var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
            if (equals < 0)
                return false;
            var name = line[at..equals].Trim(',', ' ');
            at = equals + 2;
            if (!TryReadValue(line, ref at, out var value))
                return false;
            labels[name] = value;
        }

        return at++ < line.Length;
    }

    static bool TryReadValue(string line, ref int at, out string value)
    {
        var text = new StringBuilder();
        for (; at < line.Length && line[at] != '"'; at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length)
                text.Append(line[++at] == 'n' ? '\n' : line[at]);
            else
                text.Append(line[at]);
        }

        value = text.ToString();
        return at++ < line.Length;
    }
}
