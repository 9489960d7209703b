using Lateen.Proxy.Config.Warming;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Runtime;

namespace Lateen.ProxyApp.Hosting;

/// <summary>Where the process is in its life, as readiness and Envoy's server statistics tell it. Main loop only.</summary>
sealed class ServerState
{
    const int Live = 0;
    const int Draining = 1;
    const int Initializing = 3;

    readonly StatsRegistry registry;
    readonly DynamicConfiguration configuration;
    readonly ProxyRuntime runtime;
    readonly Gauge server;
    readonly Gauge workers;

    public ServerState(StatsRegistry registry, DynamicConfiguration configuration, ProxyRuntime runtime)
    {
        this.registry = registry;
        this.configuration = configuration;
        this.runtime = runtime;
        server = registry.Scope("server").Gauge("state");
        workers = registry.Scope("listener_manager").Gauge("workers_started");
        Update();
    }

    public bool IsTerminating { get; set; }

    /// <summary>Set where all configuration is in the bootstrap: nothing has to arrive.</summary>
    public bool IsStatic { get; set; }

    public string Name => IsTerminating ? "DRAINING" : IsLive ? "LIVE" : "INITIALIZING";

    /// <summary>All initial configuration is in service, and every worker accepts.</summary>
    public bool IsLive => configuration.IsReady && runtime.IsAccepting;

    /// <summary>Null when the pod may get traffic, otherwise why not.</summary>
    public string? WhyNotReady => IsTerminating
        ? "the pod is terminating"
        : !IsLive ? "config not received from discovery, or not warm yet"
        : IsStatic ? null
        : Accepted("cluster_manager.cds") == 0 ? "discovery's clusters were all rejected"
        : Accepted("listener_manager.lds") == 0 ? "discovery's listeners were rejected; its log says why" : null;

    long Accepted(string subscription) => registry.ValueOf(StatKind.Counter, subscription + ".update_success") ?? 0;

    /// <summary>Writes the state into the statistics.</summary>
    public void Update()
    {
        registry.Main.Set(server, IsTerminating ? Draining : IsLive ? Live : Initializing);
        registry.Main.Set(workers, IsLive ? 1 : 0);
    }
}
