using Lateen.Net;
using Lateen.Net.Http;

namespace Lateen.Proxy.Http.Upstream;

/// <summary>One request and its response on an upstream connection, whatever the version. A connection of HTTP/1 is the exchange in hand.</summary>
interface IUpstreamExchange
{
    HttpProtocol Protocol { get; }

    /// <summary>Our end of the connection as ip:port, for logs.</summary>
    string LocalAddressText { get; }

    /// <summary>The TLS session; null on a plain connection.</summary>
    ITlsSession? Tls { get; }

    /// <summary>True while the upstream takes less than is sent.</summary>
    bool IsAboveHighWatermark { get; }

    void SendHead(RequestHead head, bool endStream);

    void SendData(ReadOnlySpan<byte> data, bool endStream);

    void SendTrailers(HeaderTable trailers);

    void PauseReading();

    void ResumeReading();

    /// <summary>The exchange is given up.</summary>
    void Abandon(UpstreamRequest request);
}
