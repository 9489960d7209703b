using System.Net;
using System.Security.Cryptography;
using Lateen.Local.Relays;

namespace Lateen.Local.Sandbox;

/// <summary>kube-proxy without a kernel's help: a listening socket for each port of each service, and each connection to one of its ready pods.</summary>
internal sealed class ServiceRelays : IDisposable
{
    const string DefaultNamespace = "default";

    readonly Dictionary<IPEndPoint, TcpRelay> relays = [];
    volatile IReadOnlyDictionary<IPEndPoint, ServicePort> services = new Dictionary<IPEndPoint, ServicePort>();

    public void Dispose()
    {
        foreach (var relay in relays.Values)
            relay.Dispose();
    }

    /// <summary>Serves exactly these from now on. Not from several threads at once.</summary>
    public void Set(IReadOnlyCollection<ServicePort> ports, CancellationToken stop)
    {
        services = ports.ToDictionary(port => new IPEndPoint(port.Address, port.Port));
        foreach (var gone in relays.Keys.Except(services.Keys).ToArray())
        {
            relays[gone].Dispose();
            relays.Remove(gone);
        }

        foreach (var address in services.Keys.Except(relays.Keys).ToArray())
            Open(address, stop);
    }

    /// <summary>A ready pod of a service, by any name that Kubernetes' DNS would give it; null for other names, and where none is ready.</summary>
    public IPEndPoint? Find(string host, int port)
    {
        var labels = host.Split('.');
        var wanted = labels.Length > 1 ? labels[1] : null;
        var found = services.Values.Where(service => service.Port == port && service.Name == labels[0] && (wanted is null || service.Namespace == wanted)).ToArray();
        return Pick(found.FirstOrDefault(service => service.Namespace == DefaultNamespace) ?? found.FirstOrDefault());
    }

    // A port that an ordinary user may not open is still reached by name.
    void Open(IPEndPoint address, CancellationToken stop)
    {
        if (LoopbackSocket.TryListen(address.Address, address.Port, out _) is not { } socket)
            return;
        var relay = new TcpRelay(socket, () => Pick(services.GetValueOrDefault(address)));
        relays.Add(address, relay);
        _ = relay.Run(stop);
    }

    static IPEndPoint? Pick(ServicePort? service) =>
        service is { Endpoints.Count: > 0 } ? service.Endpoints[RandomNumberGenerator.GetInt32(service.Endpoints.Count)] : null;
}
