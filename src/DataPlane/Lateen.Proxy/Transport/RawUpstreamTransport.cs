using Lateen.Net;

namespace Lateen.Proxy.Transport;

/// <summary>Plain bytes.</summary>
public sealed class RawUpstreamTransport : IUpstreamTransport
{
    public static RawUpstreamTransport Instance { get; } = new();

    public IConnection Connect(IEventLoop loop, in ConnectOptions options, in UpstreamTransportOptions transport, IConnectionHandler handler) =>
        loop.Connect(options, handler);
}
