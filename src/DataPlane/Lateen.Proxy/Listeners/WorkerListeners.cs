using Lateen.Net;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Listeners;

/// <summary>The listeners of one worker, by name and by address.</summary>
public sealed class WorkerListeners(WorkerContext worker, Counter acceptPaused)
{
    readonly Dictionary<string, WorkerListener> byName = new(StringComparer.Ordinal);
    readonly Dictionary<NetAddress, WorkerListener> byAddress = [];
    bool isAccepting;

    /// <summary>Counts how often accepting paused because descriptors ran out.</summary>
    internal Counter AcceptPaused { get; } = acceptPaused;

    /// <summary>Open connections of all listeners on this worker.</summary>
    public int ConnectionCount => byName.Values.Sum(listener => listener.ConnectionCount);

    /// <summary>Adds or updates a listener; returns why its sockets could not be had.</summary>
    public string? Set(Listener listener, ListenerConfig config, TimeSpan drainTime)
    {
        if (byName.TryGetValue(config.Name, out var existing))
        {
            byAddress.Remove(existing.Config.Address);
            byAddress[config.Address] = existing;
            return existing.Update(config, drainTime, isAccepting);
        }
        var added = byName[config.Name] = byAddress[config.Address] = new WorkerListener(listener, config, worker, this);
        return isAccepting ? added.Listen() : null;
    }

    public void Remove(string name, TimeSpan drainTime)
    {
        if (!byName.Remove(name, out var removed)) return;
        byAddress.Remove(removed.Config.Address);
        removed.Remove(drainTime);
    }

    /// <summary>Opens the sockets of all listeners, which wait until then. Returns the reasons of those that could not be had.</summary>
    public IReadOnlyList<string> StartAccepting()
    {
        isAccepting = true;
        return [.. byName.Values.Select(listener => listener.Listen()).OfType<string>()];
    }

    public void StopAccepting()
    {
        foreach (var listener in byName.Values) listener.StopListening();
    }

    /// <summary>Stops accepting and drains every connection.</summary>
    public void DrainAll(TimeSpan drainTime, Func<ListenerConfig, bool> which)
    {
        foreach (var listener in byName.Values.Where(listener => which(listener.Config))) listener.Remove(drainTime);
    }

    /// <summary>The listener of an address: bound to exactly it, or to the wildcard of its port.</summary>
    internal WorkerListener? FindByDestination(in NetAddress destination) => Destination.Find(byAddress, destination);
}
