using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Runtime;

/// <summary>
/// Where warmed configuration goes: the runtime publishes each part to the workers. Main loop only; every call returns at once.
/// The caller keeps references while parts are unchanged, never passes an equal part twice, and calls in make-before-break order.
/// </summary>
public interface IConfigurationTarget
{
    /// <summary>
    /// Adds a cluster or replaces the one of its name, whose connections drain. <paramref name="endpoints"/> are those of an EDS or
    /// DNS cluster, empty when none came in time; ignored for other kinds of discovery.
    /// </summary>
    void SetCluster(ClusterConfig cluster, EndpointsConfig endpoints);

    /// <summary>Replaces the endpoints of an existing EDS or DNS cluster; hosts keep their identity by address.</summary>
    void SetEndpoints(string cluster, EndpointsConfig endpoints);

    /// <summary>Removes a cluster: streams in flight finish, new requests to it get NC.</summary>
    void RemoveCluster(string name);

    /// <summary>
    /// Adds a listener or replaces the one of its name; chains that are still there by reference go on undisturbed. Returns null, or why its
    /// sockets could not be had, in a sentence that names address and cause; then the former listener of the name stays.
    /// </summary>
    string? SetListener(ListenerConfig listener);

    /// <summary>Removes a listener; its connections drain.</summary>
    void RemoveListener(string name);

    /// <summary>Sets the route table that connection managers with this RDS name use for new streams.</summary>
    void SetRoutes(RouteTable routes);

    /// <summary>Forgets a route table that no listener names any more.</summary>
    void RemoveRoutes(string name);

    /// <summary>
    /// Sets a secret's value for new connections; those that exist are not touched. Returns null, or why TLS can't use it, in a sentence without
    /// any of its contents; then the former value stays.
    /// </summary>
    string? SetSecret(SecretValue secret);

    /// <summary>Forgets a secret that nothing names any more.</summary>
    void RemoveSecret(string name);

    /// <summary>All initial configuration is in place: listeners accept from now on.</summary>
    void Start();
}
