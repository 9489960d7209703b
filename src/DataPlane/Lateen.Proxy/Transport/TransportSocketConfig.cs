namespace Lateen.Proxy.Transport;

/// <summary>How bytes of a connection are wrapped on the wire.</summary>
public abstract record TransportSocketConfig;

/// <summary>Plain bytes (envoy.transport_sockets.raw_buffer).</summary>
public sealed record RawBufferConfig : TransportSocketConfig
{
    public static RawBufferConfig Instance { get; } = new();
}
