using Lateen.Proxy.Extensions.Reading;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Extensions.TransportSockets;

/// <summary>A way of wrapping bytes on the wire, for one direction.</summary>
public interface ITransportSocketExtension : IExtension
{
    /// <summary>The configuration; null, with every reason noted, when something is wrong.</summary>
    TransportSocketConfig? Read(TypedConfig config, FieldPath at);
}
