using Lateen.Core;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http1;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Http;

/// <summary>
/// One request and its response. Requests go through the filters to the router; responses come back through them to the connection. Reused, with its
/// filters, for a later request of the same connection manager on the same worker.
/// </summary>
sealed class HttpStream
{
    readonly StreamTimers timers;
    IUpstreamSide? upstream;
    IResponseEncoder connection = null!;
    int requestPauses;
    int responsePauses;
    bool isResponseComplete;
    bool isInterimSent;
    bool isFinished;
    bool areFiltersStarted;

    public HttpStream(HttpServer server)
    {
        Server = server;
        Route = new StreamRoute(this);
        Decode = new DecodeWalk(this);
        Encode = new EncodeWalk(this);
        timers = new StreamTimers(this);
        Slots = [.. server.Config.Filters.Select((factory, index) => new FilterSlot(this, factory, index))];
    }

    public HttpServer Server { get; }

    /// <summary>Differs for every stream of the worker.</summary>
    public long Generation { get; private set; }

    public StreamInfo Info { get; } = new();

    /// <summary>Null on a stream that only answers a request which could not be read.</summary>
    public RequestHead? Request { get; private set; }

    public ResponseHead? Response { get; private set; }

    public FilterSlot[] Slots { get; }

    public DecodeWalk Decode { get; }

    public EncodeWalk Encode { get; }

    public StreamRoute Route { get; }

    /// <summary>Bytes that may be kept in one direction.</summary>
    public int BufferLimit => connection.BufferLimit;

    /// <summary>Whether the request's last byte has come.</summary>
    public bool IsRequestComplete { get; private set; }

    /// <summary>Whether the request must not be read further for now.</summary>
    public bool IsRequestPaused => requestPauses > 0;

    /// <summary>Whether a final response's head was written.</summary>
    public bool IsResponseStarted { get; private set; }

    /// <summary>Whether the reply in hand is the proxy's own.</summary>
    public bool IsLocalReply { get; private set; }

    /// <summary>Where the client meant to go, for clusters of original destinations.</summary>
    public NetAddress OriginalDestination => connection.OriginalDestination;

    /// <summary>A request begins whose head is complete.</summary>
    public void Begin(IResponseEncoder owner, RequestHead request, bool endStream)
    {
        BeginCommon(owner);
        Request = request;
        Info.Protocol = request.Protocol;
        IsRequestComplete = endStream;
        if (endStream)
            Info.RequestEnd = Info.Start;
        Route.Begin(Server.Routes, Server.Worker.Context.Random.Next());
        if (RequestChecks.Apply(this, request, owner.Client) is { } refused)
        {
            SwitchFiltersOff();
            SendLocalReply(refused);
            return;
        }

        ActivateFilters();
        timers.Start();
        if (request.Framing == BodyFraming.Tunnel)
            PauseRequest();
        areFiltersStarted = true;
        foreach (var slot in Slots)
            slot.Filter.OnStreamStart(slot);
        Decode.Start(endStream);
    }

    /// <summary>A stream that answers what could not be read as a request.</summary>
    public void BeginRefusal(IResponseEncoder owner, LocalReply reply)
    {
        BeginCommon(owner);
        Info.Protocol = HttpProtocol.Http11;
        SwitchFiltersOff();
        SendLocalReply(reply);
    }

    /// <summary>A stream without an answer, whose request broke the protocol: it is only logged.</summary>
    public void BeginBroken(IResponseEncoder owner, HttpProtocol protocol, string details, ResponseFlag flag)
    {
        BeginCommon(owner);
        Info.Protocol = protocol;
        SwitchFiltersOff();
        Info.Flags.Set(flag);
        Info.ResponseCodeDetails = details;
        Finish();
    }

    /// <summary>A piece of the request's body.</summary>
    public void OnData(ReadOnlySpan<byte> data, bool endStream)
    {
        Info.BytesReceived += data.Length;
        timers.Touch();
        if (endStream)
            CompleteRequest();
        Decode.Data(data, endStream);
    }

    /// <summary>The request ends, with trailers if it has some.</summary>
    public void OnEnd()
    {
        CompleteRequest();
        timers.Touch();
        if (Request!.Trailers.Count > 0)
            Decode.Trailers();
        else
            Decode.Data([], endStream: true);
    }

    /// <summary>The router answers for itself from now on.</summary>
    public void SetUpstream(IUpstreamSide side) => upstream = side;

    /// <summary>An interim response: only the first is passed on, and only where configured.</summary>
    public void RespondInterim(ResponseHead head)
    {
        timers.Touch();
        if (!isFinished && !IsResponseStarted && !isInterimSent && Server.Config.Proxy100Continue)
        {
            isInterimSent = true;
            connection.WriteInterim(head);
        }

        Server.Worker.Heads.Return(head);
    }

    /// <summary>The upstream's response begins.</summary>
    public void RespondHead(ResponseHead head, bool endStream)
    {
        if (isFinished)
        {
            Server.Worker.Heads.Return(head);
            return;
        }

        timers.Touch();
        ReplaceResponse(head);
        Encode.Start(endStream);
    }

    /// <summary>A piece of the upstream's response.</summary>
    public void RespondData(ReadOnlySpan<byte> data, bool endStream)
    {
        timers.Touch();
        if (!isFinished)
            Encode.Data(data, endStream);
    }

    /// <summary>The upstream's response ends with trailers.</summary>
    public void RespondTrailers()
    {
        if (!isFinished)
            Encode.Trailers();
    }

    /// <summary>Answers instead of the upstream; once a response has begun, there is nothing left but to cut it off.</summary>
    public void SendLocalReply(LocalReply reply)
    {
        if (isFinished)
            return;
        if (reply.Flag is { } flag)
            Info.Flags.Set(flag);
        Info.ResponseCodeDetails = reply.Details;
        if (IsResponseStarted)
        {
            CutOff();
            return;
        }

        IsLocalReply = true;
        upstream?.Abandon();
        Decode.Abort();
        Encode.Reset();
        var head = Server.Worker.Heads.RentResponse();
        ReplaceResponse(head);
        var body = LocalReplyWriter.Fill(head, reply, Request);
        HeaderEdits.ApplyToResponse(Route, head, Info, Request);
        if (reply.Status == 400 || !IsRequestComplete)
            connection.CloseAfterResponse();
        Encode.Start(body.IsEmpty);
        if (!body.IsEmpty)
            Encode.Data(body.Span, endStream: true);
    }

    /// <summary>Ends the stream and its connection without a (further) word.</summary>
    public void Reset(string details)
    {
        if (isFinished)
            return;
        Info.ResponseCodeDetails = details;
        CutOff();
    }

    /// <summary>The client is gone.</summary>
    public void OnDisconnect()
    {
        if (isFinished)
            return;
        Info.Flags.Set(ResponseFlag.DownstreamConnectionTermination);
        Info.ResponseCodeDetails = "downstream_remote_disconnect";
        Server.Worker.Context.Stats.Increment(Server.Stats.CxDestroyRemoteActiveRequest);
        Finish();
    }

    /// <summary>The client has given the request up, or broke the protocol with it.</summary>
    public void OnReset(string details, ResponseFlag flag)
    {
        if (isFinished)
            return;
        Server.Worker.Context.Stats.Increment(Server.Stats.RqRxReset);
        Info.Flags.Set(flag);
        Info.ResponseCodeDetails = details;
        Finish();
    }

    /// <summary>The client's connection takes more again.</summary>
    public void OnClientWritable()
    {
        timers.Touch();
        if (responsePauses > 0)
            ResumeResponse();
    }

    public void PauseRequest()
    {
        if (requestPauses++ == 0)
            connection.PauseReading();
    }

    public void ResumeRequest()
    {
        if (requestPauses > 0 && --requestPauses == 0)
            connection.ResumeReading();
    }

    public void PauseResponse()
    {
        if (responsePauses++ == 0)
            upstream?.PauseResponse();
    }

    public void ResumeResponse()
    {
        if (responsePauses > 0 && --responsePauses == 0)
            upstream?.ResumeResponse();
    }

    /// <summary>Behind the last filter: the head goes to the client.</summary>
    public void WriteHead(bool endStream)
    {
        var head = Response!;
        IsResponseStarted = true;
        Info.ResponseCode = head.Status;
        Info.FirstDownstreamTx = Server.Loop.Now;
        Server.Stats.RqCodes.Count(Server.Worker.Context.Stats, head.Status);
        connection.WriteHead(this, head, endStream);
        if (head.Framing == BodyFraming.Tunnel && !endStream)
            ResumeRequest();
        if (endStream)
            CompleteResponse();
    }

    /// <summary>Behind the last filter: body goes to the client.</summary>
    public void WriteData(ReadOnlySpan<byte> data, bool endStream)
    {
        Info.BytesSent += data.Length;
        connection.WriteData(data, endStream);
        if (endStream)
            CompleteResponse();
        else if (responsePauses == 0 && connection.IsAboveHighWatermark)
        {
            PauseResponse();
        }
    }

    /// <summary>Behind the last filter: trailers go to the client.</summary>
    public void WriteTrailers()
    {
        connection.WriteTrailers(Response!.Trailers);
        CompleteResponse();
    }

    /// <summary>The call that ended the stream has unwound: everything can be used again.</summary>
    public void Recycle()
    {
        var heads = Server.Worker.Heads;
        if (Request is { } request)
            heads.Return(request);
        if (Response is { } response)
            heads.Return(response);
        Request = null;
        Response = null;
        Info.Reset();
        Server.Return(this);
    }

    void BeginCommon(IResponseEncoder owner)
    {
        connection = owner;
        Generation = Server.Worker.NextGeneration();
        upstream = null;
        requestPauses = responsePauses = 0;
        isResponseComplete = isInterimSent = isFinished = IsRequestComplete = IsResponseStarted = IsLocalReply = false;
        Decode.Reset();
        Encode.Reset();
        Info.Start = Server.Loop.Now;
        Info.StartWall = DateTimeOffset.UnixEpoch.AddTicks(Server.Loop.UnixNanoseconds / 100);
        Info.Connection = owner.Client.Connection;
        owner.ShareState(Info);
        Server.Worker.ActiveStreams++;
        var shard = Server.Worker.Context.Stats;
        shard.Increment(Server.Stats.RqTotal);
        shard.Increment(Server.Stats.RqActive);
    }

    void ActivateFilters()
    {
        foreach (var slot in Slots)
            slot.IsActive = Route.Entry is null || Route.FilterConfig(slot.FilterName) is not { Disabled: true };
    }

    void SwitchFiltersOff()
    {
        foreach (var slot in Slots)
            slot.IsActive = false;
    }

    void CompleteRequest()
    {
        IsRequestComplete = true;
        Info.RequestEnd = Server.Loop.Now;
        timers.OnRequestComplete();
    }

    void CompleteResponse()
    {
        if (isResponseComplete)
            return;
        isResponseComplete = true;
        if (!IsRequestComplete)
        {
            Server.Worker.Context.Stats.Increment(Server.Stats.RqResponseBeforeRequestComplete);
            connection.CloseAfterResponse();
        }

        Finish();
    }

    void EndFilters()
    {
        if (!areFiltersStarted)
            return;
        areFiltersStarted = false;
        foreach (var slot in Slots)
            slot.Filter.OnStreamEnd();
    }

    void ReplaceResponse(ResponseHead head)
    {
        if (Response is { } old)
            Server.Worker.Heads.Return(old);
        Response = head;
    }

    void CutOff()
    {
        Server.Worker.Context.Stats.Increment(Server.Stats.RqTxReset);
        connection.CutOff();
        Finish();
    }

    void Finish()
    {
        if (isFinished)
            return;
        isFinished = true;
        timers.Stop();
        Info.End = Server.Loop.Now;
        Info.WireBytesSent = connection.BytesWritten;
        Decode.Abort();
        Encode.Abort();
        upstream?.Abandon();
        EndFilters();
        foreach (var log in Server.AccessLogs)
            log.OnStreamComplete(Info, Request, Response);
        var shard = Server.Worker.Context.Stats;
        shard.Decrement(Server.Stats.RqActive);
        shard.Record(Server.Stats.RqTime, (Info.End - Info.Start) / 1_000_000);
        Server.Worker.ActiveStreams--;
        Route.End();
        connection.OnStreamFinished(this);
        Server.Worker.Retire(this);
    }
}
