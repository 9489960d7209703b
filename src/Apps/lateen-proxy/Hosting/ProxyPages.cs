using Lateen.Proxy.Admin;
using Lateen.Proxy.Observability.Stats;

namespace Lateen.ProxyApp.Hosting;

/// <summary>The pages of a proxy's ports: everything on the admin port, readiness and metrics on those that others may reach.</summary>
static class ProxyPages
{
    /// <summary>The admin port's: all of them, and those that show configuration.</summary>
    public static AdminPages All(
        StatsRegistry registry, ServerState state, IAdminPage log, IReadOnlyList<IAdminPage> dumps, Action<bool> drain, Action quit) => new(
    [
        new CallbackPage("/drain_listeners", "drain listeners", changes: true, request => Do(() => drain(request.Has("inboundonly")))),
        new CallbackPage("/hot_restart_version", "print the hot restart compatibility version", changes: false, _ => AdminReply.Text("disabled")),
        log,
        new CallbackPage("/memory", "print current allocation/heap usage", changes: false, _ => AdminReply.Json(ProcessMemory.Describe())),
        new CallbackPage("/quitquitquit", "exit the server", changes: true, _ => Do(quit)),
        .. dumps,
        .. Common(registry, state),
    ]);

    public static AdminPages Status(StatsRegistry registry, ServerState state) => new(Common(registry, state));

    static IAdminPage[] Common(StatsRegistry registry, ServerState state) =>
    [
        new CallbackPage("/healthz/ready", "whether the pod may get traffic", changes: false, _ => Ready(state)),
        new CallbackPage("/ready", "print server state, return 200 if LIVE, otherwise return 503", changes: false, _ => new AdminReply(state.Name == "LIVE" ? 200 : 503, state.Name + "\n")),
        new StatsPage(registry),
        new StatsPage(registry, "/stats/prometheus", "prometheus"),
    ];

    static AdminReply Ready(ServerState state) =>
        state.WhyNotReady is { } reason ? new AdminReply(503, reason + "\n") : new AdminReply(200, "");

    static AdminReply Do(Action action)
    {
        action();
        return AdminReply.Done;
    }
}
