using Google.Protobuf;
using Grpc.Core;

namespace Lateen.Xds.Server;

/// <summary>What a server's stream state machine asks of its surroundings. All calls return at once.</summary>
public interface IXdsServerPort
{
    /// <summary>Opens the view for the node of the first request, after whatever checks of identity the transport makes.</summary>
    XdsOpening Open(Envoy.Config.Core.V3.Node node);

    /// <summary>Queues a response (DiscoveryResponse or DeltaDiscoveryResponse) to be sent.</summary>
    void Send(IMessage response);

    /// <summary>Ends the stream with a status after what is queued has been sent.</summary>
    void End(Status status);

    /// <summary>Asks for a call of <see cref="XdsServerStream.OnTimer"/> after a delay; replaces an earlier wish.</summary>
    void WakeAfter(TimeSpan delay);
}
