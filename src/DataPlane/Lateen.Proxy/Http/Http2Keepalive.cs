using Lateen.Net;
using Lateen.Net.Http2;

namespace Lateen.Proxy.Http;

/// <summary>Asks an HTTP/2 connection for signs of life (connection_keepalive): a PING every interval, whose answer must come in time.</summary>
sealed class Http2Keepalive : ITimerHandler
{
    readonly HttpWorker worker;
    readonly Http2Session session;
    readonly Http2Options options;
    readonly Action onDead;
    readonly LoopTimer timer;
    bool isWaiting;

    Http2Keepalive(HttpWorker worker, Http2Session session, Http2Options options, Action onDead)
    {
        (this.worker, this.session, this.options, this.onDead) = (worker, session, options, onDead);
        timer = new LoopTimer(this);
    }

    /// <summary>Null when configuration wants none.</summary>
    public static Http2Keepalive? Start(HttpWorker worker, Http2Session session, Http2Options options, Action onDead)
    {
        if (options.KeepaliveInterval <= TimeSpan.Zero)
            return null;
        var keepalive = new Http2Keepalive(worker, session, options, onDead);
        keepalive.Wait();
        return keepalive;
    }

    /// <summary>The answer has come.</summary>
    public void OnAnswer() => Wait();

    public void Stop() => worker.Context.Loop.Cancel(timer);

    public void OnTimer(LoopTimer fired)
    {
        worker.Enter();
        if (isWaiting)
        {
            onDead();
            return;
        }

        isWaiting = true;
        session.Ping();
        worker.Context.Loop.Schedule(timer, options.KeepaliveTimeout.Ticks * 100);
    }

    void Wait()
    {
        isWaiting = false;
        var interval = options.KeepaliveInterval.Ticks * 100;
        var jitter = (ulong)(interval * options.KeepaliveJitterPercent / 100);
        worker.Context.Loop.Schedule(timer, interval + (jitter == 0 ? 0 : (long)(worker.Context.Random.Next() % jitter)));
    }
}
