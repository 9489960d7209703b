using Lateen.Net.Http;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>
/// Requests of the proxy itself (callouts of filters, tracers, loggers, checkers): without a downstream, but through the same clusters, pools,
/// mTLS, limits and statistics as proxied traffic. One per worker; every call stays on it.
/// </summary>
public interface IUpstreamClient
{
    /// <summary>
    /// Starts a call. Never calls the handler before it returns; the handler then gets OnHead and OnData until the end, or OnFailed, and nothing after
    /// that or after <see cref="IUpstreamCall.Cancel"/>.
    /// </summary>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="head">Method, path, authority and fields; its Framing says whether a body follows. The call takes it over.</param>
    /// <param name="timeout">For the whole call, more than zero: a callout without a bound could keep a request for ever.</param>
    /// <param name="handler">Who is told.</param>
    IUpstreamCall Start(string cluster, RequestHead head, TimeSpan timeout, IUpstreamCallHandler handler);

    /// <summary>A head to fill for <see cref="Start"/>.</summary>
    RequestHead RentHead();
}

/// <summary>A call under way.</summary>
public interface IUpstreamCall
{
    /// <summary>Sends a piece of body; what comes before there is a connection is kept, so do not send without looking at <see cref="IsBehind"/>.</summary>
    void SendData(ReadOnlySpan<byte> data, bool endStream);

    /// <summary>Whether the upstream takes less than is sent: wait for <see cref="IUpstreamCallHandler.OnDrained"/>.</summary>
    bool IsBehind { get; }

    /// <summary>Reads no more of the response until resumed.</summary>
    void PauseResponse();

    /// <summary>Undoes <see cref="PauseResponse"/>.</summary>
    void ResumeResponse();

    /// <summary>Gives the call up.</summary>
    void Cancel();
}

/// <summary>Who made a call. The call is passed each time: whoever is reused compares it with the one that it waits for.</summary>
public interface IUpstreamCallHandler
{
    /// <summary>The response's head, valid during the call; <paramref name="endStream"/> when that is all.</summary>
    void OnHead(IUpstreamCall call, ResponseHead head, bool endStream);

    /// <summary>A piece of the response's body, valid during the call; empty only with <paramref name="endStream"/>.</summary>
    void OnData(IUpstreamCall call, ReadOnlySpan<byte> data, bool endStream);

    /// <summary>The response ends with trailers, such as gRPC's status; valid during the call. Who does not care hears of the end alone.</summary>
    void OnTrailers(IUpstreamCall call, HeaderTable trailers) => OnData(call, [], endStream: true);

    /// <summary>There is no (whole) response; the reason is Envoy's word for it, such as "no_healthy_upstream" or "response_timeout".</summary>
    void OnFailed(IUpstreamCall call, string reason);

    /// <summary>The upstream takes more again.</summary>
    void OnDrained(IUpstreamCall call)
    {
    }
}
