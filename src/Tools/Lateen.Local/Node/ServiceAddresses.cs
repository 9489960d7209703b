using System.Net;
using k8s.Models;
using Lateen.Local.Pods;
using Lateen.Local.Registry;

namespace Lateen.Local.Node;

/// <summary>The addresses of services: each keeps its own for as long as the service exists.</summary>
internal sealed class ServiceAddresses(AddressPlan plan)
{
    readonly NumberPool numbers = new();

    public IReadOnlyDictionary<string, IPAddress> Current { get; private set; } = new Dictionary<string, IPAddress>();

    /// <summary>These are the services now.</summary>
    /// <returns>Whether any came or went.</returns>
    /// <exception cref="LocalMeshException">There is no room for so many.</exception>
    public bool Set(IEnumerable<V1Service> services)
    {
        var keys = services.Where(ServicePorts.HasAddress).Select(MeshRegistry.KeyOf).ToHashSet();
        if (keys.SetEquals(Current.Keys))
            return false;
        foreach (var gone in Current.Keys.Where(key => !keys.Contains(key)))
            numbers.Release(gone);
        Current = keys.ToDictionary(key => key, key => plan.Service(numbers.Of(key)));
        return true;
    }
}
