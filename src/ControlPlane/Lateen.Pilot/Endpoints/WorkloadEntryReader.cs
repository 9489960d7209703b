using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;
using Lateen.Pilot.Services;
using ServicePort = Lateen.Pilot.Services.ServicePort;

namespace Lateen.Pilot.Endpoints;

/// <summary>WorkloadEntries, by themselves or inside a ServiceEntry, as endpoints.</summary>
static class WorkloadEntryReader
{

    /// <summary>The endpoints that a ServiceEntry lists; the hosts themselves when it lists none and DNS is to be asked.</summary>
    public static IEnumerable<MeshEndpoint> Inline(Service service, ServiceEntry spec)
    {
        foreach (var port in service.Ports)
        {
            if (spec.Endpoints.Count == 0 && service.IsDns)
                yield return new MeshEndpoint(port.Name, service.Host.Value, int.Parse(port.TargetPort), Nothing(service), IsReady: true, service.Ref) { IsWatched = false };
            for (var i = 0; i < spec.Endpoints.Count; i++)
                yield return Endpoint(service, port, $"{service.Ref.Name}-{i}", spec.Endpoints[i], service.Ref);
        }
    }

    /// <summary>The endpoints of a service that a WorkloadEntry is selected for.</summary>
    public static IEnumerable<MeshEndpoint> Selected(Service service, ConfigObject item)
    {
        var entry = item.As<WorkloadEntry>();
        // A Kubernetes service has addresses, not names.
        if (service.IsKubernetes && !IpText.TryParse(entry.Address, out _))
            return [];
        return service.Ports.Select(port => Endpoint(service, port, item.Name, entry, item.Ref));
    }

    /// <summary>The labels that selectors look at.</summary>
    public static Labels LabelsOf(ConfigObject item) => Labels.Of(item.As<WorkloadEntry>().Labels);

    static MeshEndpoint Endpoint(Service service, ServicePort port, string name, WorkloadEntry entry, ObjectRef source)
    {
        if (entry.Address.StartsWith(MeshEndpoint.UnixPrefix, StringComparison.Ordinal))
            return new MeshEndpoint(port.Name, entry.Address, 0, WorkloadOf(service.Namespace, name, entry), IsReady: true, source) { Weight = Math.Max(1, entry.Weight), IsWatched = false };
        var number = entry.Ports.TryGetValue(port.Name, out var own) ? (int)own : Target(port);
        return new MeshEndpoint(port.Name, entry.Address, number, WorkloadOf(service.Namespace, name, entry), IsReady: true, source) { Weight = Math.Max(1, entry.Weight), IsWatched = false };
    }

    /// <summary>The name of a container's port means nothing outside Kubernetes.</summary>
    static int Target(ServicePort port) => int.TryParse(port.TargetPort, out var number) ? number : port.Number;

    static Workload WorkloadOf(string space, string name, WorkloadEntry entry)
    {
        var labels = Labels.Of(entry.Labels);
        return new Workload(space, name, entry.ServiceAccount, labels, Core.Locality.Parse(entry.Locality), WorkloadReader.Cluster)
        {
            HasMutualTls = labels.TryGetValue(Workload.TlsModeLabel, out var mode) ? mode == "istio" : entry.ServiceAccount.Length > 0,
        };
    }

    static Workload Nothing(Service service) => new(service.Namespace, service.Ref.Name, "", Labels.Empty, Core.Locality.None, WorkloadReader.Cluster);
}
