using Lateen.Net;

namespace Lateen.Proxy.Http;

/// <summary>The times of one stream: nothing moves, the request does not end, the stream does not end.</summary>
sealed class StreamTimers : ITimerHandler
{
    readonly HttpStream stream;
    readonly LoopTimer idle;
    readonly LoopTimer request;
    readonly LoopTimer duration;
    long idleNanoseconds;
    long lastActivity;

    public StreamTimers(HttpStream stream)
    {
        this.stream = stream;
        idle = new LoopTimer(this);
        request = new LoopTimer(this);
        duration = new LoopTimer(this);
    }

    IEventLoop Loop => stream.Server.Loop;

    /// <summary>The route is known: arms what configuration asks for.</summary>
    public void Start()
    {
        var config = stream.Server.Config;
        var action = stream.Route.Entry?.Route.Action as Routing.ForwardAction;
        idleNanoseconds = Nanoseconds(action?.IdleTimeout ?? config.StreamIdleTimeout);
        lastActivity = Loop.Now;
        Arm(idle, idleNanoseconds);
        if (!stream.IsRequestComplete)
            Arm(request, Nanoseconds(config.RequestTimeout));
        Arm(duration, Nanoseconds(RequestTimeouts.MaxDuration(stream.Request!, action?.MaxStreamDuration, config.MaxStreamDuration)));
    }

    /// <summary>Something moved. The armed timer is left alone: it looks at the time when it fires.</summary>
    public void Touch() => lastActivity = Loop.Now;

    public void OnRequestComplete() => Loop.Cancel(request);

    public void Stop()
    {
        Loop.Cancel(idle);
        Loop.Cancel(request);
        Loop.Cancel(duration);
    }

    public void OnTimer(LoopTimer timer)
    {
        stream.Server.Worker.Enter();
        if (timer == idle)
            OnIdle();
        else if (timer == request)
            OnRequestTimeout();
        else
            OnDuration();
    }

    static long Nanoseconds(TimeSpan time) => time.Ticks * 100;

    void Arm(LoopTimer timer, long nanoseconds)
    {
        if (nanoseconds > 0)
            Loop.Schedule(timer, nanoseconds);
    }

    void OnIdle()
    {
        var quiet = Loop.Now - lastActivity;
        if (quiet < idleNanoseconds)
        {
            Loop.Schedule(idle, idleNanoseconds - quiet);
            return;
        }

        Count(stream.Server.Stats.RqIdleTimeout);
        stream.SendLocalReply(stream.IsRequestComplete ? LocalReplies.StreamIdle504 : LocalReplies.StreamIdle408);
    }

    void OnRequestTimeout()
    {
        Count(stream.Server.Stats.RqTimeout);
        stream.SendLocalReply(stream.IsRequestComplete ? LocalReplies.RequestTimeout504 : LocalReplies.RequestTimeout408);
    }

    void OnDuration()
    {
        Count(stream.Server.Stats.RqMaxDurationReached);
        stream.SendLocalReply(stream.IsRequestComplete ? LocalReplies.MaxDuration504 : LocalReplies.MaxDuration408);
    }

    void Count(Observability.Stats.Counter counter) => stream.Server.Worker.Context.Stats.Increment(counter);
}
