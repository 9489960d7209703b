using System.Text;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Matching;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Runtime;

namespace Lateen.Story.Tests.Rigs;

/// <summary>Each step of the story as text.</summary>
static class StoryText
{
    public static string Objects(Story story) => Lines(story.Objects.Objects.Select(item => $"{item.Ref}  {story.Objects.Sources.Locate(item.Ref)}"));

    public static string Resources(StoryPod pod) => Lines(pod.Wire.Delivered.Keys.GroupBy(key => key.Type).Select(group =>
        $"{group.Key}{string.Concat(group.Select(key => $"\n  {key.Name}"))}"));

    public static string Runtime(RuntimeSnapshot snapshot)
    {
        var text = new StringBuilder("Clusters\n");
        foreach (var cluster in snapshot.Clusters.Values) text.Append(Cluster(cluster));
        text.Append("\nListeners\n");
        foreach (var listener in snapshot.Listeners.Values) text.Append(Listener(listener));
        text.Append("\nRoutes\n");
        foreach (var table in snapshot.Routes.Values) text.Append(Routes(table));
        return text.ToString();
    }

    public static string Trace(MatchTrace trace) => Lines(trace.Steps.Select(step => $"{step.Criterion,-22} {step.Input,-32} {step.Outcome}"));

    /// <summary>What was counted; durations and sizes of messages are left out, since they say nothing here.</summary>
    public static string Counted(StoryPod pod, params string[] prefixes) => Lines(pod.Stats.Read()
        .Where(stat => stat is { Used: true, Kind: not StatKind.Histogram } && stat.Value != 0 && prefixes.Any(prefix => stat.Name.StartsWith(prefix, StringComparison.Ordinal)) && !stat.Name.Contains("bytes", StringComparison.Ordinal))
        .OrderBy(stat => stat.Name, StringComparer.Ordinal).SelectMany(stat => (string[])[$"{NameOf(stat)} {stat.Value}", .. Labels(stat)]));

    /// <summary>Istio's own metrics have their labels in the name.</summary>
    static string NameOf(Stat stat) => IsIstio(stat) ? stat.Name[..stat.Name.IndexOf('.')] : stat.Name;

    static bool IsIstio(Stat stat) => stat.Name.StartsWith("istio_", StringComparison.Ordinal);

    static IEnumerable<string> Labels(Stat stat) => IsIstio(stat)
        ? stat.Tags.OrderBy(tag => tag.Name, StringComparer.Ordinal).Select(tag => $"    {tag.Name}={tag.Value}")
        : [];

    static string Cluster(ClusterSnapshot cluster) =>
        $"  {cluster.Cluster.Name} ({cluster.Cluster.Config.Discovery.GetType().Name})\n" +
        string.Concat(cluster.Hosts.Select(host => $"    {host.Host.Address} {host.Health}{(host.TransportSocketName.Length > 0 ? " " + host.TransportSocketName : "")}\n"));

    static string Listener(ListenerConfig listener)
    {
        var text = new StringBuilder($"  {listener.Name} {listener.Address}{(listener.BindToPort ? "" : " (by hand-off)")}\n");
        foreach (var filter in listener.ListenerFilters) text.Append($"    inspect {filter.Name}\n");
        foreach (var chain in listener.FilterChains.Chains) text.Append(Chain("chain", chain));
        if (listener.FilterChains.DefaultChain is { } last) text.Append(Chain("otherwise", last));
        return text.ToString();
    }

    static string Chain(string head, FilterChainConfig chain) =>
        $"    {head} {chain.Name}{Match(chain.Match)}: {chain.TransportSocket.GetType().Name.Replace("Config", "", StringComparison.Ordinal)} > {string.Join(" > ", chain.Filters.Select(filter => filter.Name[(filter.Name.LastIndexOf('.') + 1)..]))}\n";

    static string Match(FilterChainMatch match)
    {
        var parts = new List<string>();
        if (match.DestinationPort is { } port) parts.Add($"port {port}");
        if (!match.Destinations.IsEmpty) parts.Add($"to {string.Join(',', match.Destinations)}");
        if (match.TransportProtocol.Length > 0) parts.Add(match.TransportProtocol);
        if (!match.ApplicationProtocols.IsEmpty) parts.Add($"alpn {string.Join(',', match.ApplicationProtocols)}");
        return parts.Count == 0 ? "" : $" [{string.Join(' ', parts)}]";
    }

    static string Routes(RouteTable table)
    {
        var text = new StringBuilder($"  {table.Name}\n");
        foreach (var host in table.Config.VirtualHosts)
        {
            text.Append($"    {host.Name}: {string.Join(' ', host.Domains)}\n");
            foreach (var route in host.Routes) text.Append($"      {route.Match.Path} -> {Action(route.Action)}\n");
        }
        return text.ToString();
    }

    static string Action(RouteAction action) => action is not ForwardAction forward ? action.GetType().Name : forward.Cluster switch
    {
        ClusterSpecifier.Single single => single.Name,
        ClusterSpecifier.Weighted weighted => string.Join(", ", weighted.Clusters.Select(cluster => $"{cluster.Weight} x {cluster.Name}")),
        _ => forward.Cluster.GetType().Name,
    };

    static string Lines(IEnumerable<string> lines) => string.Concat(lines.Select(line => line.TrimEnd() + "\n"));
}
