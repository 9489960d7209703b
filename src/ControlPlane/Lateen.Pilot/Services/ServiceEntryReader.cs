using System.Globalization;
using Istio.Networking.V1Alpha3;
using Lateen.Config;
using Lateen.Core;
using Lateen.Pilot.Values;
using IstioPort = Istio.Networking.V1Alpha3.ServicePort;

namespace Lateen.Pilot.Services;

/// <summary>ServiceEntries as services of the mesh: one for each host.</summary>
static class ServiceEntryReader
{
    public static IEnumerable<Service> Read(ConfigObject item, MeshOptions mesh)
    {
        var spec = item.As<ServiceEntry>();
        var ports = spec.Ports.Select(ReadPort).ToValueList();
        foreach (var host in spec.Hosts)
        {
            yield return new Service(
                item.Ref, Hostname.Of(host), ports, Addresses(item, spec, host), Labels.Of(spec.WorkloadSelector?.Labels), ResolutionOf(spec.Resolution, host),
                ExportTo.Of(spec.ExportTo, item.Namespace, mesh.DefaultServiceExportTo), item.Metadata.CreationTimestamp)
            {
                IsExternal = spec.Location == ServiceEntry.Types.Location.MeshExternal, SubjectAltNames = spec.SubjectAltNames.ToValueList(),
                HasAllocatedAddress = spec.Addresses.Count == 0,
            };
        }
    }

    static ServicePort ReadPort(IstioPort port, int index)
    {
        var target = port.TargetPort > 0 ? port.TargetPort : port.Number;
        return new ServicePort(
            port.Name, (int)port.Number, PortProtocols.OfServiceEntry(port.Protocol), target.ToString(CultureInfo.InvariantCulture), index);
    }

    /// <summary>What the entry says, else what Istio's controller has allocated for the host.</summary>
    static ValueList<string> Addresses(ConfigObject item, ServiceEntry spec, string host)
    {
        if (spec.Addresses.Count > 0)
            return spec.Addresses.Select(Normal).ToValueList();
        return item.Metadata.Allocated.TryGetValue(host, out var allocated) ? [allocated] : [];
    }

    /// <summary>A network of one address is that address.</summary>
    static string Normal(string address) =>
        Cidr.TryParse(address, out var cidr) && address.Contains('/') && cidr.PrefixLength == (cidr.IsV6 ? 128 : 32) ? cidr.Network.ToString() : address;

    static Resolution ResolutionOf(ServiceEntry.Types.Resolution resolution, string host) => resolution switch
    {
        ServiceEntry.Types.Resolution.Static => Resolution.Endpoints,
        ServiceEntry.Types.Resolution.Dns => Resolution.Dns,
        ServiceEntry.Types.Resolution.DnsRoundRobin => Resolution.DnsRoundRobin,
        ServiceEntry.Types.Resolution.DynamicDns when host.StartsWith('*') => Resolution.DynamicDns,
        _ => Resolution.Passthrough,
    };
}
