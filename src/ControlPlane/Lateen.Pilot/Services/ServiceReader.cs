using k8s.Models;
using Lateen.Config;
using Lateen.Core;
using Lateen.Pilot.Values;

namespace Lateen.Pilot.Services;

/// <summary>Kubernetes Services as services of the mesh.</summary>
static class ServiceReader
{
    const string ExportToAnnotation = "networking.istio.io/exportTo";
    const string Headless = "None", ExternalName = "ExternalName";

    public static Service Read(ConfigObject item, MeshOptions mesh)
    {
        var spec = item.As<V1Service>().Spec ?? new V1ServiceSpec();
        return new Service(
            item.Ref,
            Hostname.Kubernetes(item.Name, item.Namespace, mesh.DomainSuffix),
            (spec.Ports ?? []).Select(ReadPort).ToValueList(),
            Addresses(spec),
            Labels.Of(spec.Selector),
            ResolutionOf(spec),
            ExportTo.Of(Annotated(item), item.Namespace, mesh.DefaultServiceExportTo),
            item.Metadata.CreationTimestamp)
        {
            AliasOf = spec.Type == ExternalName ? Hostname.Of(spec.ExternalName ?? "") : default,
        };
    }

    static ServicePort ReadPort(V1ServicePort port, int index) =>
        new(port.Name ?? "", port.Port, PortProtocols.Of(port), Target(port), index);

    static string Target(V1ServicePort port) =>
        port.TargetPort?.Value is { Length: > 0 } target && target != "0" ? target : port.Port.ToString();

    static ValueList<string> Addresses(V1ServiceSpec spec)
    {
        var addresses = spec.ClusterIPs is { Count: > 0 } many ? many : string.IsNullOrEmpty(spec.ClusterIP) ? [] : [spec.ClusterIP];
        return addresses.Where(address => address.Length > 0 && address != Headless).ToValueList();
    }

    static Resolution ResolutionOf(V1ServiceSpec spec) =>
        spec.Type == ExternalName ? Resolution.Alias : spec.ClusterIP == Headless ? Resolution.Passthrough : Resolution.Endpoints;

    static string[] Annotated(ConfigObject item) => item.Annotations.TryGetValue(ExportToAnnotation, out var text)
        ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : [];
}
