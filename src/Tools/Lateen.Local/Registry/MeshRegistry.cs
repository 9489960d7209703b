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

    /// <summary>For a pod's network.</summary>
    public PodNetwork NetworkOf(PodPlan pod) => new(HostsFor(pod), [.. PortsOf(pod).Distinct().Order()], [.. ByteServices()]);

    /// <summary>For the node's translation of service addresses.</summary>
    public IEnumerable<ServicePort> Ports() =>
        from service in services
        where addresses.ContainsKey(KeyOf(service))
        from port in service.Spec.Ports
        select new ServicePort(service.Namespace(), service.Name(), addresses[KeyOf(service)], port.Port, EndpointsOf(service, port));

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
    string HostsFor(PodPlan pod)
    {
        var text = new StringBuilder("127.0.0.1 localhost\n::1 localhost ip6-localhost\n");
        text.Append($"{pod.HostAddress} istiod.istio-system.svc istiod.istio-system istiod.istio-system.svc.cluster.local\n");
        foreach (var service in services)
            if (addresses.TryGetValue(KeyOf(service), out var address))
                text.Append($"{address} {string.Join(' ', NamesOf(service, pod.Namespace))}\n");
        return text.ToString();
    }

    IEnumerable<int> PortsOf(PodPlan pod) =>
        pod.Spec.Containers.SelectMany(container => container.Ports ?? []).Where(port => port.Protocol is null or "TCP").Select(port => port.ContainerPort)
            .Concat(from service in services where ServicePorts.Selects(service, pod) from port in service.Spec.Ports let target = ServicePorts.TargetOf(port, pod) where target is not null select target.Value);

    IEnumerable<(string, IPEndPoint)> ByteServices() =>
        from service in services
        where addresses.ContainsKey(KeyOf(service))
        from port in service.Spec.Ports
        where port.Protocol is null or "TCP" && !ServicePorts.IsHttp(port)
        select (service.Name(), new IPEndPoint(addresses[KeyOf(service)], port.Port));

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
