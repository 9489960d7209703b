using Lateen.Net.Http;

namespace Lateen.Net.Http2;

/// <summary>
/// Who uses a stream. Nothing comes inside a call to the stream or the session, and nothing after OnReset or <see cref="Http2Stream.Release"/>.
/// </summary>
public interface IHttp2StreamHandler
{
    /// <summary>A final response's head, which the handler owns from now on; on a client's streams only.</summary>
    void OnHead(ResponseHead head, bool endStream);

    /// <summary>A 1xx response's head, which the handler owns.</summary>
    void OnInterim(ResponseHead head);

    /// <summary>A piece of body, valid during the call; empty only together with <paramref name="endStream"/>.</summary>
    void OnData(ReadOnlySpan<byte> data, bool endStream);

    /// <summary>The trailers are in the head that was given, and end the message.</summary>
    void OnTrailers();

    /// <summary>
    /// The stream is over before its time: the peer reset it (<paramref name="error"/> is None then), or it or the connection broke the protocol. The handler lets go of it.
    /// </summary>
    void OnReset(Http2ErrorCode code, Http2Error error);

    /// <summary>The stream takes more again after it had said that it was above its high watermark.</summary>
    void OnWritable();
}
