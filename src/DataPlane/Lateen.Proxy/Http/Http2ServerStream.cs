using Lateen.Core;
using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http2;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Http;

/// <summary>Joins a stream of an HTTP/2 connection with the request that it carries. Reused for a later stream of the worker.</summary>
sealed class Http2ServerStream(HttpServer server) : IResponseEncoder, IHttp2StreamHandler
{
    Http2Connection connection = null!;
    Http2Stream? wire;
    HttpStream? stream;
    RequestHead? request;
    long bytesWritten;

    public ClientFacts Client => connection.Client;

    public NetAddress OriginalDestination => connection.OriginalDestination;

    public int BufferLimit => connection.BufferLimit;

    public bool IsAboveHighWatermark => wire?.IsAboveHighWatermark ?? false;

    public long BytesWritten => wire?.BytesWritten ?? bytesWritten;

    /// <summary>A request has come.</summary>
    public void Begin(Http2Connection owner, Http2Stream opened, RequestHead head, bool endStream)
    {
        (connection, wire, request) = (owner, opened, head);
        bytesWritten = 0;
        stream = server.RentStream();
        stream.Info.WireBytesReceived = opened.BytesReceived;
        AnswerExpectation(head, endStream);
        stream.Begin(this, head, endStream);
    }

    /// <summary>A request that broke a rule: only the log hears of it.</summary>
    public void BeginBroken(Http2Connection owner, string details, ResponseFlag flag)
    {
        (connection, wire, request) = (owner, null, null);
        bytesWritten = 0;
        stream = server.RentStream();
        stream.BeginBroken(this, HttpProtocol.Http2, details, flag);
    }

    public void ShareState(StreamInfo info) => connection.ShareState(info);

    public void PauseReading() => wire?.PauseReading();

    public void ResumeReading() => wire?.ResumeReading();

    public void WriteInterim(ResponseHead head) => wire?.SendHead(head, endStream: false);

    public void WriteHead(HttpStream source, ResponseHead head, bool endStream)
    {
        if (wire is null)
            return;
        var isSwitching = head.Framing == BodyFraming.Tunnel && !endStream;
        server.Responses.Apply(head, request, keepUpgrade: false);
        connection.OnResponse(isSwitching);
        wire.SendHead(head, endStream);
    }

    public void WriteData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (!data.IsEmpty || endStream)
            wire?.SendData(data, endStream);
    }

    public void WriteTrailers(HeaderTable trailers) => wire?.SendTrailers(trailers);

    // The next stream is not touched by this one.
    public void CloseAfterResponse()
    {
    }

    public void CutOff()
    {
        bytesWritten = BytesWritten;
        var cut = wire;
        wire = null;
        cut?.Reset(Http2ErrorCode.InternalError);
    }

    public void OnStreamFinished(HttpStream finished)
    {
        stream = null;
        var over = wire;
        wire = null;
        connection.OnStreamFinished();
        over?.Release();
        server.Return(this);
    }

    void IHttp2StreamHandler.OnHead(ResponseHead head, bool endStream)
    {
    }

    void IHttp2StreamHandler.OnInterim(ResponseHead head)
    {
    }

    void IHttp2StreamHandler.OnData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (stream is not { } current)
            return;
        current.Info.WireBytesReceived = wire!.BytesReceived;
        current.OnData(data, endStream);
    }

    void IHttp2StreamHandler.OnTrailers()
    {
        if (stream is not { } current)
            return;
        current.Info.WireBytesReceived = wire!.BytesReceived;
        current.OnEnd();
    }

    void IHttp2StreamHandler.OnReset(Http2ErrorCode code, Http2Error error)
    {
        bytesWritten = wire?.BytesWritten ?? 0;
        wire = null;
        if (connection.IsGone)
            stream?.OnDisconnect();
        else if (error == Http2Error.None)
            stream?.OnReset("http2.remote_reset", ResponseFlag.DownstreamRemoteReset);
        else
            stream?.OnReset(error.Details(), ResponseFlag.DownstreamProtocolError);
    }

    void IHttp2StreamHandler.OnWritable() => stream?.OnClientWritable();

    void AnswerExpectation(RequestHead head, bool endStream)
    {
        if (server.Config.Proxy100Continue || !head.Headers.TryGet(HeaderId.Expect, out var expect))
            return;
        if (!System.Text.Ascii.EqualsIgnoreCase(expect, "100-continue"u8))
            return;
        head.Headers.Remove(HeaderId.Expect);
        if (endStream)
            return;
        var heads = server.Worker.Heads;
        var interim = heads.RentResponse();
        interim.Status = 100;
        wire!.SendHead(interim, endStream: false);
        heads.Return(interim);
    }
}
