using System.Globalization;
using System.Net.Http;
using Lateen.Agent.Options;

namespace Lateen.Agent.Health;

/// <summary>Questions to the admin port of the proxy beside the agent.</summary>
sealed class EnvoyAdmin(AgentOptions options) : IDisposable
{
    const string ReadinessQuery =
        "/stats?usedonly&filter=^(cluster_manager\\.cds|listener_manager\\.lds)\\.(update_success|update_rejected)$|^server\\.state$|^listener_manager\\.workers_started$";

    readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new Uri($"http://127.0.0.1:{options.AdminPort}"),
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <summary>Null when the proxy has its listeners and clusters and serves, else what is missing.</summary>
    internal async Task<string?> WhyNotReadyAsync(CancellationToken cancellation)
    {
        Dictionary<string, long> stats;
        try
        {
            stats = Parse(await http.GetStringAsync(ReadinessQuery, cancellation));
        }
        catch (HttpRequestException)
        {
            return "the proxy's admin port does not answer";
        }

        if (stats.GetValueOrDefault("cluster_manager.cds.update_success") == 0)
            return "config not received from discovery: no clusters yet";
        if (stats.GetValueOrDefault("listener_manager.lds.update_success") == 0)
            return "config not received from discovery: no listeners yet";
        if (stats.GetValueOrDefault("listener_manager.workers_started") != 1)
            return "the proxy's workers have not started";
        return stats.GetValueOrDefault("server.state") == 0 ? null : "the proxy is not live";
    }

    /// <summary>The proxy's metrics in Prometheus' text.</summary>
    internal Task<string> PrometheusAsync(CancellationToken cancellation) => http.GetStringAsync("/stats/prometheus", cancellation);

    /// <summary>Begins a graceful drain: of the inbound side for a sidecar, of all for a gateway.</summary>
    internal async Task DrainAsync(CancellationToken cancellation)
    {
        var query = options.Role == ProxyRole.Sidecar ? "inboundonly&graceful" : "graceful";
        using var response = await http.PostAsync($"/drain_listeners?{query}", null, cancellation);
    }

    public void Dispose() => http.Dispose();

    static Dictionary<string, long> Parse(string text)
    {
        var stats = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
            if (line.Split(": ", 2) is [var name, var value] && long.TryParse(value.Trim(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number))
                stats[name] = number;
        return stats;
    }
}
