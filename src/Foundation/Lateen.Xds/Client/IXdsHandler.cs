namespace Lateen.Xds.Client;

/// <summary>The owner of the resources of one type: applies updates and judges them.</summary>
public interface IXdsHandler
{
    /// <summary>
    /// Applies an update. The verdict is sent as ACK or NACK; after a rejection the owner goes on with what it had.
    /// Subscription changes made inside this call are sent after the verdict.
    /// </summary>
    XdsVerdict OnUpdate(XdsUpdate update);
}
