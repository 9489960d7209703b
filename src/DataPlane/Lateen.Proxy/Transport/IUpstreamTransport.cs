using Lateen.Net;

namespace Lateen.Proxy.Transport;

/// <summary>One worker's way to connect through a transport socket.</summary>
public interface IUpstreamTransport
{
    /// <summary>
    /// Starts a connection. The handler gets OnConnected once the transport is ready (for TLS: after the handshake), or OnClosed. The connection
    /// returned is the one that the handler uses.
    /// </summary>
    IConnection Connect(IEventLoop loop, in ConnectOptions options, in UpstreamTransportOptions transport, IConnectionHandler handler);
}
