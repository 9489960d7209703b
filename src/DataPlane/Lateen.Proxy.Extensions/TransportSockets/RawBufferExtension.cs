using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Extensions.TransportSockets;

/// <summary>envoy.transport_sockets.raw_buffer: plain bytes.</summary>
sealed class RawBufferExtension : ITransportSocketExtension
{
    public string Name => "envoy.transport_sockets.raw_buffer";

    public string Message => "envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer";

    public TransportSocketConfig? Read(TypedConfig config, FieldPath at) => RawBufferConfig.Instance;
}
