namespace Lateen.Xds.Client;

/// <summary>The owner of the resources of one type: applies updates and judges them.</summary>
public interface IXdsHandler
{
    /// <summary>
    /// Applies an update. The verdict is sent as ACK or NACK. A rejected resource stays as it was before; the good
    /// resources and the removals of the same update may apply, as Envoy does for listeners and clusters.
    /// Subscription changes made inside this call are sent after the verdict.
    /// </summary>
    XdsVerdict OnUpdate(XdsUpdate update);
}
