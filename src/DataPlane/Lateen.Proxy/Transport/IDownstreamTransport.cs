using Lateen.Net;

namespace Lateen.Proxy.Transport;

/// <summary>One worker's way to serve a transport socket on accepted connections.</summary>
public interface IDownstreamTransport
{
    /// <summary>
    /// Takes over an accepted connection. The handler gets OnConnected with the connection to use once the transport is ready (for TLS: after the handshake), or
    /// OnClosed. Bytes that were peeked at are read by the transport.
    /// </summary>
    void Accept(IConnection connection, IConnectionHandler handler);
}
