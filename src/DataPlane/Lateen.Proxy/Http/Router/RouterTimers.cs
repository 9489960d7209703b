using Lateen.Net;

namespace Lateen.Proxy.Http.Router;

/// <summary>The router's times: of the route, of one attempt, and the pause before a retry.</summary>
sealed class RouterTimers : ITimerHandler
{
    readonly RouterFilter router;
    readonly HttpWorker worker;
    readonly LoopTimer global;
    readonly LoopTimer perTry;
    readonly LoopTimer backOff;

    public RouterTimers(RouterFilter router, HttpWorker worker)
    {
        this.router = router;
        this.worker = worker;
        global = new LoopTimer(this);
        perTry = new LoopTimer(this);
        backOff = new LoopTimer(this);
    }

    /// <summary>Whether a retry waits for its time.</summary>
    public bool IsBackingOff => backOff.IsArmed;

    public void StartGlobal(TimeSpan time) => Arm(global, time);

    public void StartPerTry(TimeSpan time) => Arm(perTry, time);

    public void StopPerTry() => worker.Context.Loop.Cancel(perTry);

    /// <summary>Always through the timer, also for no time at all: the failed attempt's calls unwind first.</summary>
    public void StartBackOff(TimeSpan time) => worker.Context.Loop.Schedule(backOff, time.Ticks * 100);

    public void Stop()
    {
        worker.Context.Loop.Cancel(global);
        worker.Context.Loop.Cancel(perTry);
        worker.Context.Loop.Cancel(backOff);
    }

    public void OnTimer(LoopTimer timer)
    {
        worker.Enter();
        if (timer == global)
            router.OnGlobalTimeout();
        else if (timer == perTry)
            router.OnPerTryTimeout();
        else
            router.OnBackOffOver();
    }

    void Arm(LoopTimer timer, TimeSpan time)
    {
        if (time > TimeSpan.Zero)
            worker.Context.Loop.Schedule(timer, time.Ticks * 100);
    }
}
