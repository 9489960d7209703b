using Google.Protobuf;

namespace Lateen.Xds.Client;

/// <summary>What the client's state machine asks of its surroundings. All calls return at once.</summary>
public interface IXdsClientPort
{
    /// <summary>Opens a new stream. The answer is a call of OnOpened or OnClosed of the client.</summary>
    void Open();

    /// <summary>Queues a request (DiscoveryRequest or DeltaDiscoveryRequest) on the open stream.</summary>
    void Send(IMessage request);

    /// <summary>Closes the stream, open or opening; no call of OnClosed follows.</summary>
    void Close();

    /// <summary>Asks for a call of OnTimer of the client after a delay; replaces an earlier wish.</summary>
    void WakeAfter(TimeSpan delay);
}
