using System.Net;
using System.Text;
using k8s;
using k8s.Models;
using Lateen.Local.Pods;
using Lateen.Local.Sandbox;

namespace Lateen.Local.Registry;

/// <summary>The services and pods of a mesh at one moment, and the views that others need of them.</summary>
internal sealed class MeshRegistry(IReadOnlyList<V1Service> services, IReadOnlyDictionary<string, IPAddress> addresses, IReadOnlyList<(PodPlan Pod, bool IsReady)> pods)
{
    /// <summary>What <paramref name="addresses"/> is keyed by.</summary>
    public static string KeyOf(V1Service service) => $"{service.Namespace()}/{service.Name()}";

    /// <summary>For the control plane.</summary>
    public IEnumerable<IKubernetesObject<V1ObjectMeta>> Objects() =>
    [
        .. pods.Select(pod => PodObjects.Of(pod.Pod, pod.IsReady)),
        .. services.Select(Allocated),
        .. services.SelectMany(service => EndpointSlices.Of(service, pods)),
    ];

    /// <summary>For the node's translation of service addresses.</summary>
    public IEnumerable<ServicePort> Ports() =>
        from service in services
        where addresses.ContainsKey(KeyOf(service))
        from port in service.Spec.Ports
        select new ServicePort(addresses[KeyOf(service)], port.Port, EndpointsOf(service, port));

    /// <summary>The ready endpoints of a service's port.</summary>
    public IReadOnlyList<IPEndPoint> EndpointsOf(V1Service service, V1ServicePort port) =>
    [
        .. from pod in pods
           where pod.IsReady && ServicePorts.Selects(service, pod.Pod)
           let target = ServicePorts.TargetOf(port, pod.Pod)
           where target is not null
           select new IPEndPoint(pod.Pod.Address, target.Value),
    ];

    /// <summary>The text of /etc/hosts in the pods of a namespace: all services, by every name that Kubernetes' DNS would give them there.</summary>
    public string HostsFor(string podNamespace)
    {
        var text = new StringBuilder("127.0.0.1 localhost\n::1 localhost ip6-localhost\n");
        text.Append($"{AddressPlan.Node} istiod.istio-system.svc istiod.istio-system istiod.istio-system.svc.cluster.local\n");
        foreach (var service in services)
            if (addresses.TryGetValue(KeyOf(service), out var address))
                text.Append($"{address} {string.Join(' ', NamesOf(service, podNamespace))}\n");
        return text.ToString();
    }

    static IEnumerable<string> NamesOf(V1Service service, string podNamespace)
    {
        if (service.Namespace() == podNamespace)
            yield return service.Name();
        yield return $"{service.Name()}.{service.Namespace()}";
        yield return $"{service.Name()}.{service.Namespace()}.svc";
        yield return $"{service.Name()}.{service.Namespace()}.svc.cluster.local";
    }

    V1Service Allocated(V1Service service)
    {
        var address = addresses.TryGetValue(KeyOf(service), out var own) ? own.ToString() : service.Spec.ClusterIP;
        return new V1Service
        {
            ApiVersion = "v1",
            Kind = "Service",
            Metadata = new V1ObjectMeta { Name = service.Name(), NamespaceProperty = service.Namespace(), Labels = service.Metadata.Labels, Annotations = service.Metadata.Annotations },
            Spec = new V1ServiceSpec
            {
                Type = service.Spec.Type,
                Selector = service.Spec.Selector,
                Ports = service.Spec.Ports,
                ExternalName = service.Spec.ExternalName,
                ClusterIP = address,
                ClusterIPs = address is null ? null : [address],
            },
        };
    }
}
