using System.Globalization;
using k8s.Models;
using Lateen.Config;
using Lateen.Core;

namespace Lateen.Cli.Translation;

/// <summary>The EndpointSlices that Kubernetes would make: manifests on disk have Services and Pods, but seldom what follows from them.</summary>
internal static class MissingSlices
{
    const string ServiceLabel = "kubernetes.io/service-name";

    /// <summary>A slice for each port of each Service that selects Pods with addresses and has no slice among the objects.</summary>
    public static IEnumerable<ConfigObject> Of(IReadOnlyList<ConfigObject> objects)
    {
        var present = objects.Where(item => item.Kind == Kinds.EndpointSlice).Select(slice => (slice.Namespace, slice.Labels.Get(ServiceLabel))).ToHashSet();
        ConfigObject[] pods = [.. objects.Where(item => item.Kind == Kinds.Pod && item.As<V1Pod>().Status?.PodIP is { Length: > 0 })];
        return from service in objects
               where service.Kind == Kinds.Service && !present.Contains((service.Namespace, service.Name))
               let spec = service.As<V1Service>().Spec
               where spec?.Selector is { Count: > 0 } && spec.Type != "ExternalName"
               let members = pods.Where(pod => pod.Namespace == service.Namespace && Labels.Of(spec.Selector).Select(pod.Labels)).ToArray()
               where members.Length > 0
               from port in (spec.Ports ?? []).Select((port, index) => (port, index))
               from slice in Of(service, port.port, port.index, members)
               select slice;
    }

    static IEnumerable<ConfigObject> Of(ConfigObject service, V1ServicePort port, int index, ConfigObject[] members) => members
        .Select(pod => (pod, Target: Target(pod, port))).Where(member => member.Target is not null).GroupBy(member => member.Target)
        .Select(group => Slice(service, port, $"{service.Name}-{index}-{group.Key}", group.Key!.Value, group.Select(member => member.pod)));

    static int? Target(ConfigObject pod, V1ServicePort port)
    {
        var target = port.TargetPort?.Value is { Length: > 0 } given && given != "0" ? given : port.Port.ToString(CultureInfo.InvariantCulture);
        return int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : pod.As<V1Pod>().Spec?.Containers?.SelectMany(container => container.Ports ?? []).FirstOrDefault(known => known.Name == target)?.ContainerPort;
    }

    static ConfigObject Slice(ConfigObject service, V1ServicePort port, string name, int target, IEnumerable<ConfigObject> pods)
    {
        var labels = new Dictionary<string, string> { [ServiceLabel] = service.Name };
        var slice = new V1EndpointSlice
        {
            Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = service.Namespace, Labels = labels },
            AddressType = "IPv4",
            Ports = [new Discoveryv1EndpointPort { Name = port.Name ?? "", Port = target, Protocol = port.Protocol ?? "TCP" }],
            Endpoints = [.. pods.Select(Endpoint)],
        };
        return new ConfigObject(Kinds.EndpointSlice, service.Namespace, name, slice, new ObjectMetadata { Labels = Labels.Of(labels) });
    }

    /// <summary>Ready unless the Pod says that it is not.</summary>
    static V1Endpoint Endpoint(ConfigObject pod)
    {
        var status = pod.As<V1Pod>().Status;
        return new V1Endpoint
        {
            Addresses = [status.PodIP],
            Conditions = new V1EndpointConditions { Ready = status.Conditions?.FirstOrDefault(condition => condition.Type == "Ready")?.Status != "False" },
            TargetRef = new V1ObjectReference { Kind = "Pod", Name = pod.Name, NamespaceProperty = pod.Namespace },
        };
    }
}
