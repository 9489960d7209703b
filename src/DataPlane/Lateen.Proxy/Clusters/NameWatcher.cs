using Lateen.Net;

namespace Lateen.Proxy.Clusters;

/// <summary>Watches the names of DNS clusters. Main loop only.</summary>
public sealed class NameWatcher(INameResolver resolver, IEventLoop mainLoop, IRandom random)
{
    /// <summary>
    /// Asks for a cluster's names until stopped. <paramref name="changed"/> gets all endpoints, with addresses in place of names, once every name was answered for the first
    /// time and then after each change; never inside this call.
    /// </summary>
    public WatchedEndpoints Watch(ClusterDiscovery.Dns discovery, Action<EndpointsConfig> changed)
    {
        var watched = new WatchedEndpoints(discovery, resolver, mainLoop, random, changed);
        watched.Start();
        return watched;
    }
}
