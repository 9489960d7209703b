using System.Globalization;
using System.Text;
using Lateen.Core;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Http.Upstream;
using Lateen.Proxy.Observability;
using Lateen.Proxy.Observability.Stats;
using Lateen.Proxy.Routing;

namespace Lateen.Proxy.Http.Router;

/// <summary>Sends one request to a host of its route's cluster, again where the retry policy says so, and brings the response back.</summary>
sealed class RouterFilter(RouterFilterFactory factory) : HttpFilter, IUpstreamSide, IUpstreamHandler
{
    readonly RetryState retry = new();
    readonly RequestBody body = new();
    readonly List<Host> tried = [];
    readonly Shadows shadows = new();
    RouterTimers? timers;
    HttpStream stream = null!;
    HttpWorker worker = null!;
    WorkerCluster cluster = null!;
    ForwardAction action = null!;
    RequestTimeouts timeouts;
    RequestHash hash;
    HostState? host;
    UpstreamRequest? attempt;
    long requestCompletedAt;
    bool isReady;
    bool keepsBody;
    bool hasTrailers;
    bool isRequestComplete;
    bool isRequestPaused;
    bool isResponseStarted;
    bool isRetryReserved;
    bool isOver;

    StatsShard Shard => worker.Context.Stats;

    ClusterStats Stats => cluster.Cluster.Stats;

    CircuitBreaker Breaker => cluster.Cluster.Breaker(action.Priority);

    public override void OnStreamStart(IHttpFilterCallbacks callbacks)
    {
        base.OnStreamStart(callbacks);
        stream = ((FilterSlot)callbacks).Stream;
        worker = stream.Server.Worker;
        timers ??= new RouterTimers(this, worker);
        requestCompletedAt = 0;
        isReady = keepsBody = hasTrailers = isRequestComplete = isRequestPaused = isResponseStarted = isRetryReserved = isOver = false;
        stream.SetUpstream(this);
    }

    public override FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream)
    {
        Shard.Increment(stream.Server.Stats.RouterRqTotal);
        if (Refusal(request) is { } reply)
        {
            stream.SendLocalReply(reply);
            return FilterHeadersStatus.StopIteration;
        }

        retry.Begin(stream.Route.Entry!.RetryPolicy, request);
        timeouts = RequestTimeouts.Of(request, action, stream.Route.Entry.RetryPolicy);
        RequestRewrite.Apply(stream, action, factory.SuppressEnvoyHeaders);
        hash = action.HashPolicies.IsEmpty ? default : RequestHash.Of(action.HashPolicies, stream);
        if (!action.Mirrors.IsEmpty)
            shadows.Start(stream, action, timeouts.Global);
        keepsBody = retry.IsOn && request.Framing != BodyFraming.Tunnel;
        if (endStream)
            CompleteRequest();
        StartAttempt();
        return FilterHeadersStatus.Continue;
    }

    public override FilterDataStatus DecodeData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (isOver)
            return FilterDataStatus.Continue;
        if (keepsBody || !isReady)
            KeepBody(data);
        for (var dropped = shadows.SendData(data, endStream, stream.BufferLimit); dropped > 0; dropped--)
            Shard.Increment(Stats.RetryOrShadowAbandoned);
        if (endStream)
            CompleteRequest();
        if (isReady && !isOver)
        {
            attempt!.SendData(data, endStream);
            if (attempt is { IsAboveHighWatermark: true })
                PauseRequest();
        }

        return FilterDataStatus.Continue;
    }

    public override FilterTrailersStatus DecodeTrailers(HeaderTable trailers)
    {
        hasTrailers = true;
        shadows.SendData([], endStream: true, stream.BufferLimit);
        CompleteRequest();
        if (isReady)
            attempt!.SendTrailers(trailers);
        return FilterTrailersStatus.Continue;
    }

    public override void OnStreamEnd()
    {
        Abandon();
        shadows.End(isRequestComplete);
        hash = default;
        tried.Clear();
        host = null;
        cluster = null!;
        action = null!;
        base.OnStreamEnd();
    }

    public void PauseResponse() => attempt?.PauseResponse();

    public void ResumeResponse() => attempt?.ResumeResponse();

    public void Abandon()
    {
        if (isOver)
            return;
        isOver = true;
        timers!.Stop();
        body.Clear();
        ReleaseRetry();
        attempt?.Cancel();
        attempt = null;
    }

    void IUpstreamHandler.OnReady(UpstreamRequest request)
    {
        attempt = request;
        isReady = true;
        host!.Host.Outlier?.ReportConnected(isFinal: false);
        var info = stream.Info;
        var exchange = request.Exchange!;
        info.UpstreamProtocol = exchange.Protocol;
        info.UpstreamLocalAddress = exchange.LocalAddressText;
        info.UpstreamTls = exchange.Tls;
        info.FirstUpstreamTx = worker.Context.Loop.Now;
        SendRequest(request);
        if (isRequestPaused && !request.IsAboveHighWatermark)
            ResumeRequest();
    }

    void IUpstreamHandler.OnInterim(ResponseHead head)
    {
        // The client has seen a part of this attempt: another one could contradict it.
        if (stream.Server.Config.Proxy100Continue)
            StopRetrying();
        stream.RespondInterim(head);
    }

    void IUpstreamHandler.OnHead(ResponseHead head, bool endStream)
    {
        stream.Info.FirstUpstreamRx = worker.Context.Loop.Now;
        CountResponse(head);
        ReleaseRetry();
        if (retry.IsOn && retry.Wants(head) && TryRetry())
        {
            worker.Heads.Return(head);
            if (!endStream)
                attempt?.Cancel();
            attempt = null;
            return;
        }

        if (retry.Done > 0 && !retry.Wants(head))
            Shard.Increment(Stats.RqRetrySuccess);
        StartResponse(head, endStream);
    }

    void IUpstreamHandler.OnData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (endStream)
            EndResponse();
        stream.RespondData(data, endStream);
    }

    void IUpstreamHandler.OnTrailers(HeaderTable trailers)
    {
        EndResponse();
        stream.RespondTrailers();
    }

    void IUpstreamHandler.OnReset(ResetReason reason, string? transportFailure)
    {
        var wasSent = attempt?.IsHeadSent ?? false;
        attempt = null;
        isReady = false;
        Shard.Increment(Stats.RqRxReset);
        HostReports.Reset(host?.Host, reason);
        if (transportFailure is not null)
            stream.Info.UpstreamTransportFailureReason = transportFailure;
        if (isResponseStarted)
        {
            stream.Info.Flags.Set(reason.Flag());
            stream.Reset(ResetReplies.AfterStart(reason, transportFailure));
            return;
        }

        ReleaseRetry();
        if (!(retry.IsOn && retry.Wants(reason, wasSent) && TryRetry()))
            stream.SendLocalReply(ResetReplies.Of(reason, retry.Done > 0, transportFailure));
    }

    void IUpstreamHandler.OnDrained() => ResumeRequest();

    /// <summary>The route's time is over.</summary>
    internal void OnGlobalTimeout()
    {
        Shard.Increment(Stats.RqTimeout);
        HostReports.Timeout(host?.Host, isResponseStarted);
        stream.SendLocalReply(LocalReplies.ResponseTimeout);
    }

    /// <summary>The attempt's time is over.</summary>
    internal void OnPerTryTimeout()
    {
        if (isResponseStarted)
            return;
        Shard.Increment(Stats.RqPerTryTimeout);
        HostReports.Timeout(host?.Host, isResponseStarted);
        var wasSent = attempt?.IsHeadSent ?? false;
        attempt?.Cancel();
        attempt = null;
        isReady = false;
        ReleaseRetry();
        if (!(retry.IsOn && retry.Wants(ResetReason.LocalReset, wasSent) && TryRetry()))
            stream.SendLocalReply(LocalReplies.PerTryTimeout);
    }

    /// <summary>The pause before a retry is over.</summary>
    internal void OnBackOffOver()
    {
        if (!isOver)
            StartAttempt();
    }

    LocalReply? Refusal(RequestHead request)
    {
        var route = stream.Route;
        var counters = stream.Server.Stats;
        switch (route.Entry?.Route.Action)
        {
            case null:
                Shard.Increment(counters.NoRoute);
                return LocalReplies.RouteNotFound;
            case RedirectAction redirect:
                Shard.Increment(counters.RqRedirect);
                return RouteReplies.Redirect(redirect, request, route.Decision.MatchedPathLength);
            case DirectResponseAction direct:
                Shard.Increment(counters.RqDirectResponse);
                return RouteReplies.Direct(direct);
            case ForwardAction forward:
                action = forward;
                return ClusterRefusal(route, forward);
            default:
                return LocalReplies.RouteNotFound;
        }
    }

    LocalReply? ClusterRefusal(StreamRoute route, ForwardAction forward)
    {
        if (route.Cluster is not { } found)
        {
            Shard.Increment(stream.Server.Stats.NoCluster);
            return LocalReplies.ClusterNotFound(forward.ClusterNotFoundStatus);
        }

        cluster = found;
        stream.Info.UpstreamCluster = found.Config.ObservabilityName;
        foreach (var drop in found.Snapshot.DropOverloads)
            if ((int)(worker.Context.Random.Next() % 1_000_000) < drop.PerMillion)
                return drop.PerMillion >= 1_000_000 ? LocalReplies.UnconditionalDropOverload : LocalReplies.DropOverload;
        return null;
    }

    void StartAttempt()
    {
        isReady = false;
        host = PickHost();
        if (host is null)
        {
            stream.SendLocalReply(LocalReplies.NoHealthyUpstream);
            return;
        }

        tried.Add(host.Host);
        PrepareAttempt(host);
        if (isRequestComplete)
            timers!.StartPerTry(timeouts.PerTry);
        var pools = worker.PoolsOf(cluster);
        var downstream = stream.Request!.Protocol;
        var begun = pools.Pool(host, action.Priority, AttemptTransport.Of(stream, cluster.Config, host, pools.ProtocolFor(downstream)), downstream).Begin(host, this);
        if (begun is null)
            ((IUpstreamHandler)this).OnReset(ResetReason.Overflow, null);
        else if (!isOver && !isReady)
            attempt = begun;
    }

    HostState? PickHost()
    {
        var policy = stream.Route.Entry?.RetryPolicy;
        var context = new LoadBalancerContext(hash.Value, OriginalDestination: stream.OriginalDestination);
        var picked = cluster.Pick(context);
        if (picked is null || policy is not { AvoidPreviousHosts: true } || tried.Count == 0)
            return picked;
        for (var i = 1; i < policy.HostSelectionMaxAttempts && tried.Contains(picked.Host); i++)
            picked = cluster.Pick(context with { Attempt = i }) ?? picked;
        return picked;
    }

    void PrepareAttempt(HostState picked)
    {
        var info = stream.Info;
        var request = stream.Request!;
        info.AttemptCount++;
        info.UpstreamHost = picked.Host.AddressText;
        info.UpstreamTransportFailureReason = null;
        if (action.HostRewrite is HostRewrite.Auto && picked.Endpoint.Hostname.Length > 0)
            RequestRewrite.SetHost(request, action, Encoding.ASCII.GetBytes(picked.Endpoint.Hostname), factory.SuppressEnvoyHeaders);
        if (stream.Route.Entry!.VirtualHost.IncludeRequestAttemptCount)
            SetNumber(request.Headers, HeaderId.XEnvoyAttemptCount, info.AttemptCount);
        if (!factory.SuppressEnvoyHeaders)
            timeouts.SetExpected(request.Headers, TimeLeft());
    }

    TimeSpan TimeLeft()
    {
        if (timeouts.Global <= TimeSpan.Zero || requestCompletedAt == 0)
            return timeouts.Global;
        return timeouts.Global - TimeSpan.FromTicks((worker.Context.Loop.Now - requestCompletedAt) / 100);
    }

    void SendRequest(UpstreamRequest request)
    {
        var head = stream.Request!;
        var isBodyless = isRequestComplete && body.Length == 0 && !hasTrailers && head.Framing == BodyFraming.None;
        request.SendHead(head, isBodyless);
        if (isBodyless)
            return;
        if (body.Length > 0 || (isRequestComplete && !hasTrailers))
            request.SendData(body.Span, isRequestComplete && !hasTrailers);
        if (isRequestComplete && hasTrailers)
            request.SendTrailers(head.Trailers);
        if (!keepsBody)
            body.Clear();
    }

    void KeepBody(ReadOnlySpan<byte> data)
    {
        body.Append(data);
        if (body.Length <= stream.BufferLimit)
            return;
        if (isReady)
        {
            StopRetrying();
        }
        else if (timers!.IsBackingOff)
        {
            stream.SendLocalReply(LocalReplies.RetryPayloadTooLarge);
        }
        else
        {
            PauseRequest();
        }
    }

    void StopRetrying()
    {
        if (keepsBody)
            Shard.Increment(Stats.RetryOrShadowAbandoned);
        retry.Stop();
        keepsBody = false;
        if (isReady)
            body.Clear();
    }

    void CompleteRequest()
    {
        isRequestComplete = true;
        requestCompletedAt = worker.Context.Loop.Now;
        timers!.StartGlobal(timeouts.Global);
        if (isReady)
            timers.StartPerTry(timeouts.PerTry);
    }

    void PauseRequest()
    {
        if (isRequestPaused)
            return;
        isRequestPaused = true;
        stream.PauseRequest();
    }

    void ResumeRequest()
    {
        if (!isRequestPaused)
            return;
        isRequestPaused = false;
        stream.ResumeRequest();
    }

    // Wanted by the policy: is one left, and does the circuit breaker allow it?
    bool TryRetry()
    {
        if (!retry.TryTake())
        {
            Shard.Increment(Stats.RqRetryLimitExceeded);
            stream.Info.Flags.Set(ResponseFlag.UpstreamRetryLimitExceeded);
            return false;
        }

        if (!Breaker.TryReserveRetry())
        {
            Shard.Increment(Stats.RqRetryOverflow);
            stream.Info.Flags.Set(ResponseFlag.UpstreamOverflow);
            return false;
        }

        isRetryReserved = true;
        isReady = false;
        Shard.Increment(Stats.RqRetry);
        Shard.Increment(Stats.RqRetryBackOff);
        timers!.StartBackOff(retry.BackOff(worker.Context.Random));
        return true;
    }

    void ReleaseRetry()
    {
        if (!isRetryReserved)
            return;
        isRetryReserved = false;
        Breaker.Retries.Release();
    }

    void CountResponse(ResponseHead head)
    {
        Stats.RqCodes.Count(Shard, head.Status);
        HostReports.Answer(host!.Host, head);
    }

    void StartResponse(ResponseHead head, bool endStream)
    {
        isResponseStarted = true;
        keepsBody = false;
        retry.Stop();
        if (isReady)
            body.Clear();
        timers!.StopPerTry();
        var info = stream.Info;
        info.ResponseCodeDetails = "via_upstream";
        if (!factory.SuppressEnvoyHeaders && isRequestComplete)
            SetNumber(head.Headers, HeaderId.XEnvoyUpstreamServiceTime, (info.FirstUpstreamRx - requestCompletedAt) / 1_000_000);
        if (stream.Route.Entry?.VirtualHost.IncludeAttemptCountInResponse == true)
            SetNumber(head.Headers, HeaderId.XEnvoyAttemptCount, info.AttemptCount);
        if (hash.NewCookie is { } cookie)
            head.Headers.Append(HeaderId.SetCookie, Encoding.ASCII.GetBytes(cookie));
        HeaderEdits.ApplyToResponse(stream.Route, head, info, stream.Request);
        if (IsRefusedHandshake(head))
        {
            RespondWithoutHandshake(head, endStream);
            return;
        }

        if (endStream)
            EndResponse();
        stream.RespondHead(head, endStream);
    }

    bool IsRefusedHandshake(ResponseHead head) => stream.Request!.IsUpgrade && head.Status is >= 200 and < 400;

    // A server that answers an upgrade with a success of another kind has not switched: what it sends as a body could be taken for the new protocol.
    void RespondWithoutHandshake(ResponseHead head, bool endStream)
    {
        stream.Info.ResponseCodeDetails = "websocket_handshake_unsuccessful";
        head.Headers.Set(HeaderId.ContentLength, "0"u8);
        if (!endStream)
            attempt?.Cancel();
        EndResponse();
        stream.RespondHead(head, endStream: true);
    }

    void EndResponse()
    {
        attempt = null;
        isReady = false;
        isOver = true;
        timers!.Stop();
        body.Clear();
        var now = worker.Context.Loop.Now;
        stream.Info.LastUpstreamRx = now;
        Shard.Record(Stats.RqTime, (now - stream.Info.FirstUpstreamTx) / 1_000_000);
    }

    static void SetNumber(HeaderTable headers, HeaderId id, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        number.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        headers.Set(id, digits[..length]);
    }
}
