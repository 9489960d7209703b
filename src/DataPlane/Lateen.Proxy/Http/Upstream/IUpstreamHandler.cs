using Lateen.Net.Http;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>
/// Who made an attempt. The order is OnReady, any OnInterim, OnHead, any OnData, at most one OnTrailers; OnReset may come instead of any of
/// them and is the last call. Nothing is called after <see cref="UpstreamRequest.Cancel"/>.
/// </summary>
interface IUpstreamHandler
{
    /// <summary>The attempt has a connection: send the head now.</summary>
    void OnReady(UpstreamRequest request);

    /// <summary>A 1xx response. The handler owns the head and returns it to the pool.</summary>
    void OnInterim(ResponseHead head);

    /// <summary>The response's head, which the handler owns from now on; <paramref name="endStream"/> when that is all.</summary>
    void OnHead(ResponseHead head, bool endStream);

    /// <summary>A piece of body; empty only together with <paramref name="endStream"/>.</summary>
    void OnData(ReadOnlySpan<byte> data, bool endStream);

    /// <summary>The trailers, which are in the head and end the response.</summary>
    void OnTrailers(HeaderTable trailers);

    /// <summary>The attempt is over without a whole response. <paramref name="transportFailure"/> is the transport's words, if it had any.</summary>
    void OnReset(ResetReason reason, string? transportFailure);

    /// <summary>The connection's output sank below its low watermark.</summary>
    void OnDrained();
}
