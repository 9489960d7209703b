using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>One call of the proxy's own: one attempt, bounded by its timeout.</summary>
sealed class UpstreamCall : IUpstreamCall, IUpstreamHandler, ITimerHandler
{
    readonly HttpWorker worker;
    readonly RequestHead head;
    readonly IUpstreamCallHandler handler;
    readonly RequestBody waiting = new();
    readonly LoopTimer timer;
    UpstreamRequest? attempt;
    string? failure;
    bool isReady;
    bool isRequestComplete;
    bool isOver;

    public UpstreamCall(HttpWorker worker, RequestHead head, IUpstreamCallHandler handler)
    {
        (this.worker, this.head, this.handler) = (worker, head, handler);
        timer = new LoopTimer(this);
        isRequestComplete = head.Framing == BodyFraming.None;
    }

    public bool IsBehind => !isReady || attempt is { IsAboveHighWatermark: true };

    /// <summary>Begins the attempt; what fails at once is told by the timer, after this call.</summary>
    public void Start(string cluster, TimeSpan timeout)
    {
        failure = Begin(cluster);
        worker.Context.Loop.Schedule(timer, failure is null ? timeout.Ticks * 100 : 0);
    }

    public void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (isOver)
            return;
        isRequestComplete |= endStream;
        if (isReady)
            attempt?.SendData(data, endStream);
        else
            waiting.Append(data);
    }

    public void PauseResponse() => attempt?.PauseResponse();

    public void ResumeResponse() => attempt?.ResumeResponse();

    public void Cancel()
    {
        if (isOver)
            return;
        var cancelled = attempt;
        End();
        cancelled?.Cancel();
    }

    void IUpstreamHandler.OnReady(UpstreamRequest request)
    {
        attempt = request;
        isReady = true;
        request.SendHead(head, endStream: head.Framing == BodyFraming.None);
        if (waiting.Length > 0 || (isRequestComplete && head.Framing != BodyFraming.None))
            request.SendData(waiting.Span, isRequestComplete);
        waiting.Clear();
    }

    void IUpstreamHandler.OnInterim(ResponseHead interim) => worker.Heads.Return(interim);

    void IUpstreamHandler.OnHead(ResponseHead response, bool endStream)
    {
        if (endStream)
            End();
        handler.OnHead(this, response, endStream);
        // Trailers of the body still to come go into this head: it is left to the collector then.
        if (endStream)
            worker.Heads.Return(response);
    }

    void IUpstreamHandler.OnData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (endStream)
            End();
        handler.OnData(this, data, endStream);
    }

    void IUpstreamHandler.OnTrailers(HeaderTable trailers)
    {
        End();
        handler.OnTrailers(this, trailers);
    }

    void IUpstreamHandler.OnReset(ResetReason reason, string? transportFailure)
    {
        End();
        handler.OnFailed(this, reason.Text().Replace(' ', '_'));
    }

    void IUpstreamHandler.OnDrained() => handler.OnDrained(this);

    void ITimerHandler.OnTimer(LoopTimer fired)
    {
        worker.Enter();
        if (isOver)
            return;
        Cancel();
        handler.OnFailed(this, failure ?? "response_timeout");
    }

    string? Begin(string name)
    {
        if (worker.Context.Clusters.Find(name) is not { } cluster)
            return "cluster_not_found";
        if (cluster.Pick(default(LoadBalancerContext)) is not { } host)
            return "no_healthy_upstream";
        var begun = worker.PoolsOf(cluster).Pool(host, RoutingPriority.Default, default(UpstreamTransportOptions), downstream: null).Begin(host, this);
        if (begun is null)
            return "overflow";
        attempt = begun;
        return null;
    }

    void End()
    {
        isOver = true;
        attempt = null;
        waiting.Clear();
        worker.Context.Loop.Cancel(timer);
        worker.Heads.Return(head);
    }
}
