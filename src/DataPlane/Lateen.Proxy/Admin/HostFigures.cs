using Lateen.Proxy.Clusters;

namespace Lateen.Proxy.Admin;

/// <summary>What Envoy's /clusters tells about a host, in its order: counters first, then gauges.</summary>
internal static class HostFigures
{
    public static readonly (string Name, Func<Host, long> Value)[] Counters =
    [
        ("cx_connect_fail", host => host.Totals.ConnectFailures),
        ("cx_total", host => host.Totals.Connections),
        ("rq_error", host => host.Totals.Errors),
        ("rq_success", host => host.Totals.Successes),
        ("rq_timeout", host => host.Totals.Timeouts),
        ("rq_total", host => host.Totals.Requests),
    ];

    public static readonly (string Name, Func<Host, long> Value)[] Gauges =
    [
        ("cx_active", host => host.ActiveConnections.Value),
        ("rq_active", host => host.ActiveRequests.Value),

        // Requests wait in the pools of workers, which belong to no single host's counters.
        ("rq_pending_active", _ => 0),
    ];

    /// <summary>Envoy's flags: one for each reason why the host gets less or nothing.</summary>
    public static string HealthFlags(HostState host)
    {
        var flags = (host.IsEjected ? "/failed_outlier_check" : "") + host.Endpoint.Health switch
        {
            EndpointHealth.Degraded => "/degraded_eds_health",
            EndpointHealth.Unhealthy => "/failed_eds_health",
            EndpointHealth.Draining => "/eds_status_draining",
            _ => "",
        };
        return flags.Length > 0 ? flags : "healthy";
    }

    /// <summary>The value of envoy.config.core.v3.HealthStatus.</summary>
    public static string EdsStatus(HostState host) => host.Endpoint.Health.ToString().ToUpperInvariant();
}
