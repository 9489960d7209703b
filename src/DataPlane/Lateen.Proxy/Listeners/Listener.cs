using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Listeners;

/// <summary>The runtime identity of a listener, shared by all workers: statistics and the bound on its connections. It stays while configurations come and go.</summary>
public sealed class Listener : IDisposable
{
    readonly StatsScope scope;

    /// <summary>Main loop only.</summary>
    public Listener(ListenerConfig config, StatsRegistry registry)
    {
        scope = registry.Listener(StatName(config));
        Name = config.Name;
        Stats = new ListenerStats(scope);
    }

    public string Name { get; }

    public ListenerStats Stats { get; }

    /// <summary>Open connections over all workers.</summary>
    public SharedLimit Connections { get; } = SharedLimit.None;

    /// <summary>Releases the statistics. Main loop only.</summary>
    public void Dispose() => scope.Dispose();

    static string StatName(ListenerConfig config) =>
        config.StatPrefix.Length > 0 ? config.StatPrefix : config.Address.ToString().Replace(':', '_');
}
