using Envoy.Config.Core.V3;
using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Extensions.TransportSockets;

/// <summary>The transport sockets of each direction, sorted by name.</summary>
public static class TransportSocketExtensions
{
    /// <summary>Towards whoever connects to us.</summary>
    public static ExtensionList<ITransportSocketExtension> Downstream { get; } = new(
        "envoy.transport_sockets.downstream", [new RawBufferExtension(), new DownstreamTlsExtension()]);

    /// <summary>Towards upstream hosts.</summary>
    public static ExtensionList<ITransportSocketExtension> Upstream { get; } = new(
        "envoy.transport_sockets.upstream", [new RawBufferExtension(), new UpstreamTlsExtension()]);

    /// <summary>Reads a transport socket of a direction; an absent one is plain bytes. Null when something is wrong.</summary>
    public static TransportSocketConfig? Read(this ExtensionList<ITransportSocketExtension> list, TransportSocket? socket, FieldPath at)
    {
        if (socket is null)
            return RawBufferConfig.Instance;
        var typed = at["typed_config"];
        return TypedConfig.Open(socket.TypedConfig, typed) is { } config ? list.Find(socket.Name, config, at)?.Read(config, typed) : null;
    }
}
