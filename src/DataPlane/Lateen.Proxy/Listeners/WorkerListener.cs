using System.Collections.Immutable;
using Lateen.Core;
using Lateen.Net;
using Lateen.Proxy.Filters;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Workers;

namespace Lateen.Proxy.Listeners;

/// <summary>One worker's side of a listener: its sockets and connections.</summary>
sealed class WorkerListener(Listener listener, ListenerConfig config, WorkerContext worker, WorkerListeners all) : IAcceptHandler
{
    readonly List<DownstreamConnection> connections = [];
    ImmutableArray<IListener> sockets = [];

    public Listener Listener => listener;

    public ListenerConfig Config { get; private set; } = config;

    public WorkerContext Worker => worker;

    public int ConnectionCount => connections.Count;

    /// <summary>Opens the sockets. The reason when one of them can't be had; then none is open.</summary>
    public string? Listen()
    {
        if (!Config.BindToPort || (!Config.ReusePort && worker.Index > 0)) return null;
        var opened = ImmutableArray.CreateBuilder<IListener>();
        foreach (var address in Config.AdditionalAddresses.Insert(0, Config.Address))
        {
            if (worker.Loop.Listen(SocketOptions(Config, address), this, out var error) is { } socket)
            {
                opened.Add(socket);
                continue;
            }
            foreach (var other in opened) other.Close();
            return error;
        }
        sockets = opened.ToImmutable();
        return null;
    }

    public static ListenOptions SocketOptions(ListenerConfig config, NetAddress address) => new()
    {
        Address = address,
        Backlog = config.Backlog ?? 4096,
        ReusePort = config.ReusePort,
        Transparent = config.Transparent,
        KeepAlive = config.TcpKeepAlive,
    };

    /// <summary>
    /// Takes over a new configuration; the sockets stay unless their addresses changed. Connections drain whose filter chain is gone, or all of them when anything else
    /// changed.
    /// </summary>
    /// <param name="drainTime">How long a draining connection may stay.</param>
    /// <param name="isAccepting">False while sockets have to wait for the start.</param>
    /// <returns>Why new sockets could not be had.</returns>
    public string? Update(ListenerConfig next, TimeSpan drainTime, bool isAccepting)
    {
        var old = Config;
        Config = next;
        Drain(old.DiffersOnlyInFilterChains(next) ? connection => !next.FilterChains.Contains(connection.Chain) : _ => true, drainTime);
        if (old.HasSameSockets(next)) return null;
        StopListening();
        return isAccepting ? Listen() : null;
    }

    /// <summary>Closes the sockets and drains every connection.</summary>
    public void Remove(TimeSpan drainTime)
    {
        StopListening();
        Drain(_ => true, drainTime);
    }

    public void StopListening()
    {
        foreach (var socket in sockets) socket.Close();
        sockets = [];
    }

    public void Drain(Func<DownstreamConnection, bool> which, TimeSpan drainTime)
    {
        var draining = connections.Where(connection => !connection.IsDraining && which(connection)).ToList();
        if (draining.Count == 0) return;
        foreach (var connection in draining) connection.Drain();
        worker.Loop.Schedule(new LoopTimer(() => CloseRemaining(draining)), drainTime.Ticks * 100);
    }

    public IConnectionHandler? OnAccepted(IConnection connection) => TryReservePlace() ? new ListenerFilterRun(this) : null;

    public void OnAcceptPaused(int errno) => worker.Stats.Increment(all.AcceptPaused);

    public long NextConnectionId() => worker.ConnectionIds.Next();

    public WorkerListener? FindOriginalDestination(in NetAddress destination) => all.FindByDestination(destination) is { } found && found != this ? found : null;

    /// <summary>A handed-off connection counts for the listener that serves it.</summary>
    public bool TryMovePlaceFrom(WorkerListener other)
    {
        if (!listener.Connections.TryReserve(Config.ConnectionLimit ?? uint.MaxValue))
        {
            worker.Stats.Increment(listener.Stats.CxOverflow);
            return false;
        }
        other.Listener.Connections.Release();
        worker.Stats.Decrement(other.Listener.Stats.CxActive);
        worker.Stats.Increment(listener.Stats.CxActive);
        worker.Stats.Increment(listener.Stats.CxTotal);
        return true;
    }

    public void ReleasePlace()
    {
        listener.Connections.Release();
        worker.ConnectionLimit.Release();
        worker.Stats.Decrement(listener.Stats.CxActive);
        worker.Stats.Increment(listener.Stats.CxDestroy);
    }

    public void StartConnection(IConnection connection, ConnectionFacts facts)
    {
        if (Config.FilterChains.Find(facts) is { } chain)
        {
            var downstream = new DownstreamConnection(this, chain, connection, facts) { Slot = connections.Count };
            connections.Add(downstream);
            downstream.Start();
            return;
        }
        worker.Stats.Increment(listener.Stats.NoFilterChainMatch);
        LogWithoutChain(facts);
        ReleasePlace();
        connection.Close();
    }

    public void OnFinished(DownstreamConnection connection, long lengthMs)
    {
        var last = connections[^1];
        connections[connection.Slot] = last;
        last.Slot = connection.Slot;
        connections.RemoveAt(connections.Count - 1);
        worker.Stats.Record(listener.Stats.CxLengthMs, lengthMs);
        ReleasePlace();
    }

    bool TryReservePlace()
    {
        if (Config.IgnoreGlobalConnectionLimit) worker.ConnectionLimit.Add();
        else if (!worker.ConnectionLimit.TryReserve())
        {
            worker.Stats.Increment(listener.Stats.GlobalCxOverflow);
            return false;
        }
        if (!listener.Connections.TryReserve(Config.ConnectionLimit ?? uint.MaxValue))
        {
            worker.ConnectionLimit.Release();
            worker.Stats.Increment(listener.Stats.CxOverflow);
            return false;
        }
        worker.Stats.Increment(listener.Stats.CxTotal);
        worker.Stats.Increment(listener.Stats.CxActive);
        return true;
    }

    void LogWithoutChain(ConnectionFacts facts)
    {
        if (Config.AccessLogs.IsEmpty) return;
        var info = new StreamInfo
        {
            Start = worker.Loop.Now,
            End = worker.Loop.Now,
            StartWall = DateTimeOffset.UnixEpoch.AddTicks(worker.Loop.UnixNanoseconds / 100),
            ResponseCodeDetails = "filter_chain_not_found",
            Connection = new ConnectionInfo
            {
                Id = facts.ConnectionId,
                RemoteIp = facts.RemoteAddress.IpText,
                RemoteAddress = facts.RemoteAddress.ToString(),
                LocalAddress = facts.LocalAddress.ToString(),
                RequestedServerName = facts.ServerName.Length > 0 ? facts.ServerName : null,
            },
        };
        info.Flags.Set(ResponseFlag.NoRouteFound);
        foreach (var log in Config.AccessLogs) worker.AccessLog(log).OnStreamComplete(info, null, null);
    }

    static void CloseRemaining(List<DownstreamConnection> draining)
    {
        foreach (var connection in draining) connection.CloseAfterDrain();
    }
}
