using Lateen.Net;
using Lateen.Net.Http;
using Lateen.Proxy.Observability;

namespace Lateen.Proxy.Http;

/// <summary>
/// One stream's half of a downstream connection, whatever the version: where its response goes, and the tap of its request. A connection of HTTP/1 is the encoder
/// of one stream after the other.
/// </summary>
interface IResponseEncoder
{
    /// <summary>What the connection says of its client.</summary>
    ClientFacts Client { get; }

    /// <summary>Where the client meant to go, for clusters of original destinations.</summary>
    NetAddress OriginalDestination { get; }

    /// <summary>Bytes that may be kept in one direction.</summary>
    int BufferLimit { get; }

    /// <summary>True while the client takes less than comes; the stream's OnClientWritable follows.</summary>
    bool IsAboveHighWatermark { get; }

    /// <summary>Bytes that the stream has had written so far, heads and framing included.</summary>
    long BytesWritten { get; }

    /// <summary>Gives later filters' values, left by the connection's own filters, to a request.</summary>
    void ShareState(StreamInfo info);

    /// <summary>No more of the request for now.</summary>
    void PauseReading();

    void ResumeReading();

    /// <summary>An interim response.</summary>
    void WriteInterim(ResponseHead head);

    void WriteHead(HttpStream source, ResponseHead head, bool endStream);

    void WriteData(ReadOnlySpan<byte> data, bool endStream);

    /// <summary>The trailers, which end the response.</summary>
    void WriteTrailers(HeaderTable trailers);

    /// <summary>The request cannot be read to its end, or must not be trusted: HTTP/1 can serve none behind it.</summary>
    void CloseAfterResponse();

    /// <summary>The response ends here, in a way that the client sees.</summary>
    void CutOff();

    /// <summary>The stream is over.</summary>
    void OnStreamFinished(HttpStream finished);
}
