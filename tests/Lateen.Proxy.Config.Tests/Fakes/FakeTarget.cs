using Lateen.Proxy.Clusters;
using Lateen.Proxy.Listeners;
using Lateen.Proxy.Routing;
using Lateen.Proxy.Runtime;
using Lateen.Proxy.Transport;

namespace Lateen.Proxy.Config.Tests.Fakes;

/// <summary>The runtime: notes what it is given, in order.</summary>
sealed class FakeTarget : IConfigurationTarget
{
    public List<string> Calls { get; } = [];

    public Dictionary<string, ListenerConfig> Listeners { get; } = [];

    public Dictionary<string, ClusterConfig> Clusters { get; } = [];

    public Dictionary<string, EndpointsConfig> Endpoints { get; } = [];

    /// <summary>Why the next listener's sockets cannot be had.</summary>
    public string? BindError { get; set; }

    public void SetCluster(ClusterConfig cluster, EndpointsConfig endpoints)
    {
        (Clusters[cluster.Name], Endpoints[cluster.Name]) = (cluster, endpoints);
        Calls.Add($"cluster {cluster.Name} ({Count(endpoints)} endpoints)");
    }

    public void SetEndpoints(string cluster, EndpointsConfig endpoints)
    {
        Endpoints[cluster] = endpoints;
        Calls.Add($"endpoints {cluster} ({Count(endpoints)})");
    }

    public void RemoveCluster(string name) => Calls.Add($"-cluster {name}");

    public string? SetListener(ListenerConfig listener)
    {
        Calls.Add($"listener {listener.Name}");
        if (BindError is null)
            Listeners[listener.Name] = listener;
        return BindError;
    }

    public void RemoveListener(string name) => Calls.Add($"-listener {name}");

    public void SetRoutes(RouteTable routes) => Calls.Add($"routes {routes.Name}");

    public void RemoveRoutes(string name) => Calls.Add($"-routes {name}");

    /// <summary>Why TLS can't use the next secret.</summary>
    public string? SecretError { get; set; }

    public string? SetSecret(SecretValue secret)
    {
        if (SecretError is null)
            Calls.Add($"secret {secret}");
        return SecretError;
    }

    public void RemoveSecret(string name) => Calls.Add($"-secret {name}");

    public void Start() => Calls.Add("start");

    static int Count(EndpointsConfig endpoints) => endpoints.Localities.Sum(locality => locality.Endpoints.Length);
}
