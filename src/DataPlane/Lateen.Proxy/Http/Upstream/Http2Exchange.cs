using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Net.Http2;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>One request on an HTTP/2 connection. Belongs to its <see cref="UpstreamRequest"/> and is used again with it.</summary>
sealed class Http2Exchange(UpstreamRequest request) : IUpstreamExchange, IHttp2StreamHandler
{
    Http2Client client = null!;
    Http2Stream? stream;

    public HttpProtocol Protocol => HttpProtocol.Http2;

    public string LocalAddressText => client.LocalAddressText;

    public ITlsSession? Tls => client.Tls;

    public bool IsAboveHighWatermark => stream?.IsAboveHighWatermark ?? false;

    public void Begin(Http2Client connection)
    {
        client = connection;
        stream = null;
    }

    public void SendHead(RequestHead head, bool endStream) => stream = client.Open(head, endStream, this);

    public void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (!data.IsEmpty || endStream)
            stream?.SendData(data, endStream);
    }

    public void SendTrailers(HeaderTable trailers) => stream?.SendTrailers(trailers);

    public void PauseReading() => stream?.PauseReading();

    public void ResumeReading() => stream?.ResumeReading();

    public void Abandon(UpstreamRequest abandoned)
    {
        stream?.Reset(Http2ErrorCode.Cancel);
        stream = null;
        End();
    }

    public void OnHead(ResponseHead head, bool endStream)
    {
        request.ResponseTrailers = head.Trailers;
        var handler = endStream ? Complete() : request.Handler;
        handler?.OnHead(head, endStream);
    }

    public void OnInterim(ResponseHead head) => request.Handler?.OnInterim(head);

    public void OnData(ReadOnlySpan<byte> data, bool endStream)
    {
        var handler = endStream ? Complete() : request.Handler;
        handler?.OnData(data, endStream);
    }

    public void OnTrailers()
    {
        var trailers = request.ResponseTrailers!;
        Complete()?.OnTrailers(trailers);
    }

    public void OnReset(Http2ErrorCode code, Http2Error error)
    {
        stream = null;
        var handler = request.Detach();
        var reason = ReasonOf(code, error);
        End();
        handler?.OnReset(reason, null);
    }

    public void OnWritable() => request.Handler?.OnDrained();

    // The connection has a place again before the handler learns of the end, so that what the handler starts next can use it.
    IUpstreamHandler? Complete()
    {
        var handler = request.Detach();
        var over = stream;
        stream = null;
        over?.Release();
        End();
        return handler;
    }

    void End()
    {
        request.EndExchange();
        client.OnExchangeEnded();
    }

    ResetReason ReasonOf(Http2ErrorCode code, Http2Error error)
    {
        if (client.IsGone)
            return ResetReason.ConnectionTermination;
        if (error != Http2Error.None)
            return ResetReason.ProtocolError;
        return code == Http2ErrorCode.RefusedStream ? ResetReason.RemoteRefusedStream : ResetReason.RemoteReset;
    }
}
