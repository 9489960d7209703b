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

    /// <summary>Who is told; null once cancelled or over.</summary>
    public IUpstreamHandler? Handler { get; private set; }

    /// <summary>The host that the attempt goes to.</summary>
    public HostState Host { get; private set; } = null!;

    /// <summary>The connection, once ready.</summary>
    public Http1Client? Client { get; private set; }

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
    public bool IsAboveHighWatermark => Client?.IsAboveHighWatermark ?? false;

    internal void Begin(HttpPool owner, HostState host, IUpstreamHandler handler)
    {
        pool = owner;
        Host = host;
        Handler = handler;
        Client = null;
        IsRequestComplete = IsHeadSent = IsResponsePaused = IsPending = false;
    }

    internal void Attach(Http1Client client) => Client = client;

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
        Client!.SendHead(head, endStream);
    }

    /// <summary>Sends a piece of body.</summary>
    public void SendData(ReadOnlySpan<byte> data, bool endStream)
    {
        IsRequestComplete |= endStream;
        Client?.SendData(data, endStream);
    }

    /// <summary>Sends the trailers, which end the request.</summary>
    public void SendTrailers(HeaderTable trailers)
    {
        IsRequestComplete = true;
        Client?.SendTrailers(trailers);
    }

    /// <summary>The response is not read until resumed: whoever takes it is behind.</summary>
    public void PauseResponse()
    {
        IsResponsePaused = true;
        Client?.PauseReading();
    }

    /// <summary>Undoes <see cref="PauseResponse"/>.</summary>
    public void ResumeResponse()
    {
        IsResponsePaused = false;
        Client?.ResumeReading();
    }

    /// <summary>Gives the attempt up: leaves the queue, or closes the connection if the exchange had begun.</summary>
    public void Cancel()
    {
        if (Handler is null)
            return;
        Handler = null;
        pool!.Cancel(this);
    }
}
