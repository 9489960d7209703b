using System.Text.Json;
using Lateen.Cli.Dumps;

namespace Lateen.Cli.Proxies;

/// <summary>What the control plane knows of its proxies, as istioctl shows it, from <c>/debug/syncz</c>.</summary>
internal static class StatusTable
{
    static readonly string[] Header = ["NAME", "CLUSTER", "ISTIOD", "VERSION", "SUBSCRIBED TYPES"];
    static readonly string[] VerboseHeader = ["NAME", "CLUSTER", "CDS", "LDS", "EDS", "RDS", "ECDS", "ISTIOD", "VERSION"];

    static readonly (string Field, string Type)[] Types =
    [
        ("cluster", "CDS"), ("listener", "LDS"), ("endpoint", "EDS"), ("route", "RDS"), ("extensionconfig", "ECDS"),
    ];

    public static string Render(IReadOnlyList<JsonElement> proxies, bool isVerbose) => TextTable.Render(
        [isVerbose ? VerboseHeader : Header, .. Sorted(proxies).Select(proxy => isVerbose ? VerboseRow(proxy) : Row(proxy))], 5);

    /// <summary>By name.</summary>
    public static IReadOnlyList<JsonElement> Sorted(IReadOnlyList<JsonElement> proxies) =>
        [.. proxies.OrderBy(proxy => proxy.Field("proxy").Text(), StringComparer.Ordinal)];

    static string[] Row(JsonElement proxy)
    {
        string[] sent = [.. Types.Where(type => Sent(proxy, type.Field).Length > 0).Select(type => type.Type)];
        return [proxy.Field("proxy").Text(), proxy.Field("cluster_id").Text(), ControlPlane(proxy), proxy.Field("istio_version").Text(), $"{sent.Length} ({string.Join(',', sent)})"];
    }

    static string[] VerboseRow(JsonElement proxy) =>
    [
        proxy.Field("proxy").Text(), proxy.Field("cluster_id").Text(), .. Types.Select(type => State(proxy, type.Field)), ControlPlane(proxy), proxy.Field("istio_version").Text(),
    ];

    /// <summary>ERROR: refused what it was sent last. STALE: has not answered yet.</summary>
    static string State(JsonElement proxy, string field)
    {
        if (Sent(proxy, field) is not { Length: > 0 } sent)
            return "NOT SENT";
        if (proxy.Field($"{field}_error").Text().Length > 0)
            return "ERROR";
        return proxy.Field($"{field}_acked").Text() == sent ? "SYNCED" : "STALE";
    }

    static string Sent(JsonElement proxy, string field) => proxy.Field($"{field}_sent").Text();

    /// <summary>One that says nothing is the only one.</summary>
    static string ControlPlane(JsonElement proxy) => proxy.Field("control_plane").Text() is { Length: > 0 } name ? name : "lateen";
}
