using Lateen.Net.Http;
using Lateen.Proxy.Clusters;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>
/// One attempt: first a place in a pool's queue, then an exchange on a connection. Pooled; its owner drops its reference with the last call
/// that it makes or gets (Cancel, OnReset, the end of the response).
/// </summary>
sealed class UpstreamRequest
{
    HttpPool? pool;
    Http2Exchange? http2;

    /// <summary>Who is told; null once cancelled or over.</summary>
    public IUpstreamHandler? Handler { get; private set; }

    /// <summary>The host that the attempt goes to.</summary>
    public HostState Host { get; private set; } = null!;

    /// <summary>The exchange, once there is a connection.</summary>
    public IUpstreamExchange? Exchange { get; private set; }

    /// <summary>Whether the request's last byte was written.</summary>
    public bool IsRequestComplete { get; private set; }

    /// <summary>Whether any byte of the request was written.</summary>
    public bool IsHeadSent { get; private set; }

    /// <summary>Whether the response may be read further.</summary>
    public bool IsResponsePaused { get; private set; }

    /// <summary>The trailers of the response whose head was delivered.</summary>
    internal HeaderTable? ResponseTrailers { get; set; }

    internal UpstreamRequest? Next { get; set; }

    internal UpstreamRequest? Previous { get; set; }

    internal bool IsPending { get; set; }

    /// <summary>True while the connection cannot take more: pause who sends.</summary>
    public bool IsAboveHighWatermark => Exchange?.IsAboveHighWatermark ?? false;

    internal void Begin(HttpPool owner, HostState host, IUpstreamHandler handler)
    {
        pool = owner;
        Host = host;
        Handler = handler;
        Exchange = null;
        IsRequestComplete = IsHeadSent = IsResponsePaused = IsPending = false;
    }

    /// <summary>The exchange begins on a connection of HTTP/1.</summary>
    internal void StartExchange(Http1Client client)
    {
        Exchange = client;
        Handler!.OnReady(this);
    }

    /// <summary>The exchange begins on a connection of HTTP/2.</summary>
    internal void StartExchange(Http2Client client)
    {
        http2 ??= new Http2Exchange(this);
        http2.Begin(client);
        Exchange = http2;
        Handler!.OnReady(this);
    }

    /// <summary>The exchange is over: its reservations are given back, and the object is used again once this call has unwound.</summary>
    internal void EndExchange() => pool!.OnExchangeEnded(this);

    /// <summary>The attempt is over for the handler: it gets no more calls.</summary>
    internal IUpstreamHandler? Detach()
    {
        var handler = Handler;
        Handler = null;
        return handler;
    }

    /// <summary>Sends the head; once, after OnReady.</summary>
    public void SendHead(RequestHead head, bool endStream)
    {
        IsHeadSent = true;
        IsRequestComplete = endStream;
        Exchange!.SendHead(head, endStream);
    }

    /// <summary>Sends a piece of body.</summary>
    public void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        IsRequestComplete |= endStream;
        Exchange?.SendData(data, endStream);
    }

    /// <summary>Sends the trailers, which end the request.</summary>
    public void SendTrailers(HeaderTable trailers)
    {
        IsRequestComplete = true;
        Exchange?.SendTrailers(trailers);
    }

    /// <summary>The response is not read until resumed: whoever takes it is behind.</summary>
    public void PauseResponse()
    {
        IsResponsePaused = true;
        Exchange?.PauseReading();
    }

    /// <summary>Undoes <see cref="PauseResponse"/>.</summary>
    public void ResumeResponse()
    {
        IsResponsePaused = false;
        Exchange?.ResumeReading();
    }

    /// <summary>Gives the attempt up: leaves the queue, or cuts the exchange off.</summary>
    public void Cancel()
    {
        if (Handler is null)
            return;
        Handler = null;
        pool!.Cancel(this);
    }
}
