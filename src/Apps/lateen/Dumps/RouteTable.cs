using System.Globalization;
using System.Text.Json;
using Lateen.Core;

namespace Lateen.Cli.Dumps;

/// <summary>Routes as istioctl shows them.</summary>
internal static class RouteTable
{
    const int ShownDomains = 2;

    static readonly string[] Header = ["NAME", "VHOST NAME", "DOMAINS", "MATCH", "VIRTUAL SERVICE"];

    /// <summary>Route configurations in the order of the table: ports first, by number, then the others as in the dump.</summary>
    public static IReadOnlyList<JsonElement> Sorted(IEnumerable<JsonElement> routes) =>
    [
        .. routes.Select(config => (config, name: config.Field("name").Text()))
            .OrderBy(pair => int.TryParse(pair.name, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : int.MaxValue)
            .Select(pair => pair.config),
    ];

    public static string Render(IEnumerable<JsonElement> routes) => TextTable.Render([Header, .. Sorted(routes).SelectMany(Rows)], 5);

    /// <summary>The path that a route matches; a prefix as <c>/*</c>.</summary>
    public static string Match(JsonElement match)
    {
        var conditions = new List<string>();
        if (match.Field("prefix").Text() is { Length: > 0 } prefix)
            conditions.Add($"{prefix}*");
        if (match.Field("path_separated_prefix").Text() is { Length: > 0 } separated)
            conditions.Add($"PathPrefix:{separated}");
        if (match.Field("path").Text() is { Length: > 0 } path)
            conditions.Add(path);
        if (match.Field("safe_regex", "regex").Text() is { Length: > 0 } regex)
            conditions.Add($"regex {regex}");
        return string.Join(' ', conditions);
    }

    static IEnumerable<string[]> Rows(JsonElement config)
    {
        var name = config.Field("name").Text();
        foreach (var host in config.Field("virtual_hosts").Items())
        {
            var (hostName, domains) = (host.Field("name").Text(), Domains(host));
            if (host.Field("routes").Items() is not { Count: > 0 } routes)
                yield return [name, hostName, domains, "/*", "404"];
            else
                foreach (var route in routes.Where(route => route.Field("route", "cluster").Text() != ClusterName.Passthrough))
                    yield return [name, hostName, domains, Match(route.Field("match")), IstioConfig.OwnerOf(route)];
        }
    }

    /// <summary>The shortest forms of the names, without ports: two, and how many more there are.</summary>
    static string Domains(JsonElement host)
    {
        string[] all = [.. host.Field("domains").Items().Select(domain => domain.Text())];
        if (all.Length < 2)
            return string.Concat(all);
        string[] plain = [.. all.Where(domain => !domain.Contains(':') || domain.Count(character => character == ':') > 2 && domain.EndsWith(']'))];
        var known = plain.ToHashSet(StringComparer.Ordinal);
        string[] shortest = [.. plain.Where(domain => !HasShorter(domain, ".svc.cluster.local", known) && !HasShorter(domain, ".svc", known))];
        var shown = string.Join(", ", shortest.Take(ShownDomains));
        return shortest.Length > ShownDomains ? $"{shown} + {shortest.Length - ShownDomains} more..." : shown;
    }

    static bool HasShorter(string domain, string suffix, HashSet<string> known) =>
        domain.EndsWith(suffix, StringComparison.Ordinal) && known.Contains(domain[..^suffix.Length]);
}
