namespace Lateen.Xds.Client;

/// <summary>The client as the owners of resources see it. Belongs to one loop, like its callers.</summary>
public interface IXdsSubscriptions
{
    /// <summary>Sets the owner of a type. Before any subscription to it; once.</summary>
    void Handle(string typeUrl, IXdsHandler handler);

    /// <summary>Subscribes to all resources of a type (Listener, Cluster).</summary>
    void SubscribeAll(string typeUrl);

    void Subscribe(string typeUrl, string name);

    void Unsubscribe(string typeUrl, string name);

    /// <summary>
    /// Asks the server to send a subscribed resource again. Delta servers do; state-of-the-world servers need not, so
    /// the caller has a deadline and a cached copy (a cluster that warms again waits for its endpoints this way).
    /// </summary>
    void Refresh(string typeUrl, string name);
}
