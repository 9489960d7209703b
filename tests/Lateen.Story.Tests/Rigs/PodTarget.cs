using Lateen.Net;
using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Runtime;
using Lateen.Proxy.Transport;

namespace Lateen.Story.Tests.Rigs;

/// <summary>Gives each pod its own network: what is bound to every address is bound to the pod's only, since all pods share one simulated network.</summary>
sealed class PodTarget(ProxyRuntime runtime, NetAddress pod) : IConfigurationTarget
{
    public void SetCluster(ClusterConfig cluster, EndpointsConfig endpoints) => runtime.SetCluster(cluster, endpoints);

    public void SetEndpoints(string cluster, EndpointsConfig endpoints) => runtime.SetEndpoints(cluster, endpoints);

    public void RemoveCluster(string name) => runtime.RemoveCluster(name);

    public string? SetListener(ListenerConfig listener) => runtime.SetListener(
        listener is { BindToPort: true, Address.IsAnyIp: true } ? listener with { Address = pod.WithPort(listener.Address.Port) } : listener);

    public void RemoveListener(string name) => runtime.RemoveListener(name);

    public void SetRoutes(RouteTable routes) => runtime.SetRoutes(routes);

    public void RemoveRoutes(string name) => runtime.RemoveRoutes(name);

    public string? SetSecret(SecretValue secret) => runtime.SetSecret(secret);

    public void RemoveSecret(string name) => runtime.RemoveSecret(name);

    public void Start() => runtime.Start();
}
