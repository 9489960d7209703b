using Lateen.Net;
using Lateen.Proxy.Filters;

namespace Lateen.Proxy.Listeners;

/// <summary>
/// A connection between accept and its filter chain: runs the listener filters in order over peeked bytes, then hands the connection to the listener of its
/// restored destination (at most once), whose filters run too, and chooses the filter chain.
/// </summary>
sealed class ListenerFilterRun(WorkerListener acceptor) : IConnectionHandler, ITimerHandler
{
    WorkerListener listener = acceptor;
    ListenerFilterContext context = null!;
    IListenerFilter? filter;
    LoopTimer? timeout;
    int next;
    bool isHandedOff;
    bool isDone;

    public void OnConnected(IConnection connection)
    {
        var facts = new ConnectionFacts(connection.LocalAddress, connection.RemoteAddress) { ConnectionId = listener.NextConnectionId() };
        context = new ListenerFilterContext(connection, facts, listener.Worker.Stats);
        listener.Worker.Stats.Increment(listener.Listener.Stats.PreCxActive);
        ArmTimeout();
        Run([], isFirst: true);
    }

    public int OnReceived(ReadOnlySpan<byte> bytes)
    {
        Run(bytes, isFirst: false);
        return 0;
    }

    public void OnReadClosed() => context.Connection.Close();

    public void OnWritable()
    {
    }

    public void OnClosed(CloseReason reason)
    {
        if (isDone) return;
        listener.Worker.Stats.Increment(listener.Listener.Stats.FilterRemoteClose);
        EndRun();
        listener.ReleasePlace();
    }

    public void OnTimer(LoopTimer timer)
    {
        listener.Worker.Stats.Increment(listener.Listener.Stats.PreCxTimeout);
        if (listener.Config.ContinueOnListenerFiltersTimeout) Complete([]);
        else CloseWithoutChain();
    }

    void Run(ReadOnlySpan<byte> peeked, bool isFirst)
    {
        var status = isFirst || filter is null ? ListenerFilterStatus.Continue : filter.OnData(context, peeked);
        while (status == ListenerFilterStatus.Continue && StartNext()) status = RunNew(peeked);
        if (status == ListenerFilterStatus.Continue) Complete(peeked);
        else if (status == ListenerFilterStatus.Close) CloseWithoutChain();
    }

    /// <summary>A filter that wants data gets what has come already.</summary>
    ListenerFilterStatus RunNew(ReadOnlySpan<byte> peeked)
    {
        var status = filter!.OnAccepted(context);
        return status == ListenerFilterStatus.NeedData && !peeked.IsEmpty ? filter.OnData(context, peeked) : status;
    }

    bool StartNext()
    {
        var filters = listener.Config.ListenerFilters;
        while (next < filters.Length && filters[next].DisabledFor?.IsMatch(context.Facts.LocalAddress.Port) == true) next++;
        if (next == filters.Length) return false;
        filter = filters[next++].Create();
        return true;
    }

    void Complete(ReadOnlySpan<byte> peeked)
    {
        Disarm();
        RestoreDestination();
        if (FindHandOff() is { } target)
        {
            HandOff(target, peeked);
            return;
        }
        EndRun();
        listener.StartConnection(context.Connection, context.Facts);
    }

    /// <summary>use_original_dst implies the original_dst filter, behind the configured ones.</summary>
    void RestoreDestination()
    {
        if (!listener.Config.UseOriginalDestination || context.Facts.IsLocalAddressRestored) return;
        if (context.Connection.TryGetOriginalDestination(out var original) && original != context.Connection.LocalAddress)
            context.Facts.RestoreLocalAddress(original);
    }

    WorkerListener? FindHandOff() => listener.Config.UseOriginalDestination && context.Facts.IsLocalAddressRestored && !isHandedOff
        ? listener.FindOriginalDestination(context.Facts.LocalAddress)
        : null;

    void HandOff(WorkerListener target, ReadOnlySpan<byte> peeked)
    {
        isHandedOff = true;
        listener.Worker.Stats.Decrement(listener.Listener.Stats.PreCxActive);
        if (!target.TryMovePlaceFrom(listener))
        {
            isDone = true;
            listener.ReleasePlace();
            context.Connection.Close();
            return;
        }
        listener = target;
        filter = null;
        next = 0;
        listener.Worker.Stats.Increment(listener.Listener.Stats.PreCxActive);
        ArmTimeout();
        Run(peeked, isFirst: true);
    }

    void CloseWithoutChain()
    {
        EndRun();
        listener.ReleasePlace();
        context.Connection.Close();
    }

    void EndRun()
    {
        isDone = true;
        Disarm();
        listener.Worker.Stats.Decrement(listener.Listener.Stats.PreCxActive);
    }

    void ArmTimeout()
    {
        var time = listener.Config.ListenerFiltersTimeout;
        if (time <= TimeSpan.Zero || listener.Config.ListenerFilters.IsEmpty) return;
        timeout ??= new LoopTimer(this);
        listener.Worker.Loop.Schedule(timeout, time.Ticks * 100);
    }

    void Disarm()
    {
        if (timeout is not null) listener.Worker.Loop.Cancel(timeout);
    }
}
