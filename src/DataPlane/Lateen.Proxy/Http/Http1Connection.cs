using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http1;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Http;

/// <summary>
/// One downstream HTTP/1 connection: requests one after the other (pipelined ones wait for the response before them), each a stream. An
/// idle connection owns no head, no stream and no buffer.
/// </summary>
sealed class Http1Connection : HttpConnection, IResponseEncoder
{
    readonly HttpServer server;
    readonly HttpWorker worker;
    readonly IDownstream downstream;
    readonly Http1RequestParser parser;
    HttpStream? stream;
    BodyFraming responseFraming;
    long unreported;
    long sentBefore;
    uint requests;
    bool isWaitingForHead;
    bool closeAfterResponse;
    bool needsLinger;
    bool isPeerDone;
    bool isDraining;

    public Http1Connection(HttpServer server, IDownstream downstream)
        : base(server, downstream)
    {
        this.server = server;
        this.downstream = downstream;
        worker = server.Worker;
        parser = new Http1RequestParser(server.Parsing, worker.Heads);
    }

    public bool IsAboveHighWatermark => Connection.IsAboveHighWatermark;

    /// <summary>The filter chain drains: the next response says so, an idle connection goes now.</summary>
    public override void OnDraining()
    {
        worker.Enter();
        isDraining = true;
        if (stream is null && parser.IsIdle && !IsClosing)
            Close(linger: false);
    }

    protected override void OnBegun()
    {
        Connection.ReadLimit = Math.Max(Connection.ReadLimit, server.Parsing.MaxHeadBytes + 4096);
        Count(Stats.CxHttp1Total);
        ArmIdle();
    }

    public override int OnReceived(ReadOnlySpan<byte> bytes)
    {
        worker.Enter();
        var consumed = 0;
        while (!IsClosing && CanRead())
        {
            var found = parser.Read(bytes[consumed..], out var used, out var data);
            consumed += used;
            unreported += used;
            if (found == Http1Event.NeedMore)
            {
                ArmHeadersTimeout();
                break;
            }

            Handle(found, data);
        }

        if (IsClosing)
            return bytes.Length;
        if (consumed < bytes.Length && !CanRead())
            Connection.PauseReading();
        return consumed;
    }

    public override void OnReadClosed()
    {
        worker.Enter();
        isPeerDone = true;
        if (IsClosing)
            return;
        if (stream is null)
            Close(linger: false);
        else if (stream.Request?.Framing == BodyFraming.Tunnel && !stream.IsRequestComplete)
            stream.OnData([], endStream: true);
        else if (!stream.IsRequestComplete)
            Abandon();
    }

    public override void OnWritable()
    {
        worker.Enter();
        stream?.OnClientWritable();
    }

    public override void OnClosed(CloseReason reason)
    {
        worker.Enter();
        IsClosing = true;
        Disarm();
        stream?.OnDisconnect();
        parser.ReleaseHead();
        End(reason);
    }

    public override void OnTimer(LoopTimer fired)
    {
        worker.Enter();
        if (IsClosing || stream is not null)
            return;
        if (isWaitingForHead)
        {
            Count(Stats.RqHeaderTimeout);
            Refuse(LocalReplies.RequestHeadersTimeout);
            return;
        }

        Count(Stats.CxIdleTimeout);
        Close(linger: true);
    }

    public void PauseReading() => Connection.PauseReading();

    public void ResumeReading()
    {
        if (!IsClosing)
            Connection.ResumeReading();
    }

    /// <summary>The response in hand is the last one.</summary>
    public void CloseAfterResponse()
    {
        closeAfterResponse = true;
        needsLinger = true;
    }

    public void WriteInterim(ResponseHead head)
    {
        head.Headers.Remove(HeaderId.Connection);
        Http1Writer.WriteHead(Connection, head);
    }

    public void WriteHead(HttpStream source, ResponseHead head, bool endStream)
    {
        var request = source.Request;
        var isSwitching = head.Framing == BodyFraming.Tunnel && !endStream;
        server.Responses.Apply(head, request, keepUpgrade: isSwitching && head.Status == 101);
        var asHttp10 = request?.Protocol == HttpProtocol.Http10;
        Http1ResponseFraming.Decide(head, request, endStream, asHttp10);
        responseFraming = endStream ? BodyFraming.None : head.Framing;
        if (isSwitching)
        {
            closeAfterResponse = true;
            Count(Stats.CxUpgradesTotal);
        }
        else
        {
            DecideKeepAlive(source, head, asHttp10);
        }

        Http1Writer.WriteHead(Connection, head, asHttp10);
    }

    public void WriteData(ReadOnlySpan<byte> data, bool endStream)
    {
        Http1Writer.WriteData(Connection, responseFraming, data);
        if (endStream)
            Http1Writer.WriteEnd(Connection, responseFraming, worker.NoTrailers);
    }

    public void WriteTrailers(HeaderTable trailers) =>
        Http1Writer.WriteEnd(Connection, responseFraming, server.Config.Http1.EnableTrailers ? trailers : worker.NoTrailers);

    public void CutOff() => CloseAfterResponse();

    /// <summary>The stream is over; what it left decides whether another request may come.</summary>
    public void OnStreamFinished(HttpStream finished)
    {
        if (stream != finished)
            return;
        stream = null;
        if (IsClosing)
            return;
        if (closeAfterResponse || isPeerDone)
        {
            Close(needsLinger);
            return;
        }

        ArmIdle();
        Connection.ResumeReading();
    }

    /// <summary>Bytes that the stream in hand has had written so far, heads included.</summary>
    public long BytesWritten => Connection.BytesSent + Connection.PendingBytes - sentBefore;

    void CountWireBytes()
    {
        if (stream is { } current)
            current.Info.WireBytesReceived += unreported;
        unreported = 0;
    }

    bool CanRead() => stream is null || !(stream.IsRequestComplete || stream.IsRequestPaused);

    void Handle(Http1Event found, ReadOnlySpan<byte> data)
    {
        var isComplete = parser.IsComplete;
        switch (found)
        {
            case Http1Event.Head:
                BeginStream(isComplete);
                break;
            case Http1Event.Data:
                CountWireBytes();
                if (isComplete)
                    parser.ReleaseHead();
                stream?.OnData(data, isComplete);
                break;
            case Http1Event.End:
                CountWireBytes();
                parser.ReleaseHead();
                stream?.OnEnd();
                break;
            default:
                OnProtocolError();
                break;
        }
    }

    void BeginStream(bool endStream)
    {
        Disarm();
        isWaitingForHead = false;
        requests++;
        sentBefore = Connection.BytesSent + Connection.PendingBytes;
        var request = parser.DetachHead()!;
        stream = server.RentStream();
        Count(Stats.RqHttp1Total);
        CountWireBytes();
        AnswerExpectation(request, endStream);
        stream.Begin(this, request, endStream);
    }

    void AnswerExpectation(RequestHead request, bool endStream)
    {
        if (server.Config.Proxy100Continue || !request.Headers.TryGet(HeaderId.Expect, out var expect))
            return;
        if (!System.Text.Ascii.EqualsIgnoreCase(expect, "100-continue"u8))
            return;
        request.Headers.Remove(HeaderId.Expect);
        if (!endStream && request.Protocol == HttpProtocol.Http11)
            Connection.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);
    }

    void OnProtocolError()
    {
        Count(Stats.CxProtocolError);
        var error = parser.Error;
        if (error == Http1Error.HeadersTooLarge)
            Count(Stats.RqTooLarge);
        if (stream is null)
        {
            Refuse(LocalReplies.Of(error));
            return;
        }

        CloseAfterResponse();
        stream.SendLocalReply(LocalReplies.Of(error));
    }

    void Refuse(LocalReply reply)
    {
        Disarm();
        CloseAfterResponse();
        stream = server.RentStream();
        Count(Stats.RqHttp1Total);
        stream.BeginRefusal(this, reply);
    }

    void DecideKeepAlive(HttpStream source, ResponseHead head, bool asHttp10)
    {
        var config = server.Config;
        if (config.MaxRequestsPerConnection > 0 && requests >= config.MaxRequestsPerConnection)
        {
            Count(Stats.CxMaxRequestsReached);
            closeAfterResponse = true;
        }

        if (isDraining || downstream.IsDraining)
        {
            Count(Stats.CxDrainClose);
            closeAfterResponse = true;
        }

        closeAfterResponse |= source.Request is not { KeepAlive: true } || head.Framing == BodyFraming.UntilClose;
        if (closeAfterResponse)
            head.Headers.Set(HeaderId.Connection, "close"u8);
        else if (asHttp10)
            head.Headers.Set(HeaderId.Connection, "keep-alive"u8);
    }

    // The client has closed with its request half sent: nobody waits for an answer.
    void Abandon()
    {
        stream?.OnDisconnect();
        if (!IsClosing)
            Close(linger: false);
    }

    void ArmIdle()
    {
        isWaitingForHead = false;
        ArmUnlessZero(server.Config.IdleTimeout);
    }

    void ArmHeadersTimeout()
    {
        if (stream is not null || parser.IsIdle || isWaitingForHead || server.Config.RequestHeadersTimeout <= TimeSpan.Zero)
            return;
        isWaitingForHead = true;
        Arm(server.Config.RequestHeadersTimeout);
    }
}
