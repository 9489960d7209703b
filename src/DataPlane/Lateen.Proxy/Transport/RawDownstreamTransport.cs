using Lateen.Net;

namespace Lateen.Proxy.Transport;

/// <summary>Plain bytes.</summary>
public sealed class RawDownstreamTransport : IDownstreamTransport
{
    public static RawDownstreamTransport Instance { get; } = new();

    public void Accept(IConnection connection, IConnectionHandler handler)
    {
        connection.Handler = handler;
        handler.OnConnected(connection);
    }
}
