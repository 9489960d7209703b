using Lateen.Net.Http;

namespace Lateen.Proxy.Http;

/// <summary>
/// One filter on one stream. Requests pass the filters in the configured order (the last one, the router, sends them), responses in
/// the reverse order. Instances are reused for the next stream of the same filter chain and worker after <see cref="OnStreamEnd"/>, so
/// that a request allocates nothing: whatever a filter keeps must be reset there. Every call comes on the stream's worker.
/// </summary>
/// <remarks>Derive from <see cref="HttpFilter"/> to write only the steps that a filter takes part in.</remarks>
public interface IHttpFilter
{
    /// <summary>A stream begins; the callbacks are valid until <see cref="OnStreamEnd"/>.</summary>
    void OnStreamStart(IHttpFilterCallbacks callbacks);

    /// <summary>The request's head; <paramref name="endStream"/> when there is neither body nor trailers.</summary>
    FilterHeadersStatus DecodeHeaders(RequestHead request, bool endStream);

    /// <summary>A piece of the request's body, valid during the call; empty only together with <paramref name="endStream"/>.</summary>
    FilterDataStatus DecodeData(ReadOnlySpan<byte> data, bool endStream);

    /// <summary>The request's trailers, which end it.</summary>
    FilterTrailersStatus DecodeTrailers(HeaderTable trailers);

    /// <summary>The response's head, of the upstream or of a local reply.</summary>
    FilterHeadersStatus EncodeHeaders(ResponseHead response, bool endStream);

    /// <summary>A piece of the response's body, valid during the call; empty only together with <paramref name="endStream"/>.</summary>
    FilterDataStatus EncodeData(ReadOnlySpan<byte> data, bool endStream);

    /// <summary>The response's trailers, which end it.</summary>
    FilterTrailersStatus EncodeTrailers(HeaderTable trailers);

    /// <summary>
    /// Both directions are done, or the stream was reset. Called before access logs are written. Cancel every callout and timer here:
    /// nothing of this stream may be called afterwards.
    /// </summary>
    void OnStreamEnd();
}
