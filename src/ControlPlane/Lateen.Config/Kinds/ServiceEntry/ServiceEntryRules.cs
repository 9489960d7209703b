using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;
using Lateen.Core;
using Resolution = Istio.Networking.V1Alpha3.ServiceEntry.Types.Resolution;

namespace Lateen.Config;

/// <summary>What a ServiceEntry must be, beyond its schema.</summary>
static class ServiceEntryRules
{
    static readonly string[] ResolvableProtocols = ["GRPC", "HTTP", "HTTP2", "TLS"];

    public static void Check(ServiceEntry spec, ObjectReport report)
    {
        CheckHosts(spec, report);
        CheckPorts(spec, report);
        SharedRules.CheckExportTo([.. spec.ExportTo.Where(entry => entry != "~")], "spec.exportTo", report);
        for (var i = 0; i < spec.Addresses.Count; i++)
        {
            var at = FieldPath.Item("spec.addresses", i);
            SharedRules.CheckNetwork(spec.Addresses[i], at, report);
            if (spec.Addresses[i].Contains('/') && spec.Resolution is not (Resolution.None or Resolution.Static))
                report.Error(at, $"{at} is a network, which has a meaning only with resolution NONE or STATIC");
        }

        SharedRules.CheckSelector(spec.WorkloadSelector?.Labels, "spec.workloadSelector.labels", report);
        if (spec.WorkloadSelector is not null && spec.Endpoints.Count > 0)
            report.Error("spec.endpoints", "spec has endpoints and workloadSelector", "keep one of the two");
        CheckEndpoints(spec, report);
    }

    static void CheckHosts(ServiceEntry spec, ObjectReport report)
    {
        if (spec.Hosts.Count == 0)
            report.Error("spec.hosts", "spec.hosts must name at least one host");
        for (var i = 0; i < spec.Hosts.Count; i++)
        {
            var (at, host) = (FieldPath.Item("spec.hosts", i), spec.Hosts[i]);
            if (host == "*" || IpText.TryParse(host, out _))
                report.Error(at, $"{at} must be a name, not \"{Quoting.Short(host)}\"", "addresses belong into spec.addresses");
            else if (SharedRules.CheckHost(host, at, report))
                CheckResolution(spec, host, at, report);
        }
    }

    static void CheckResolution(ServiceEntry spec, string host, string path, ObjectReport report)
    {
        var isWild = host.StartsWith('*');
        if (isWild && spec.Resolution is Resolution.Dns or Resolution.DnsRoundRobin && spec.Endpoints.Count == 0)
            report.Error(path, $"{path} \"{Quoting.Short(host)}\" is no name that DNS could be asked for", "list endpoints, or use resolution DYNAMIC_DNS or NONE");
        if (!isWild && spec.Resolution == Resolution.DynamicDns)
            report.Error(path, $"{path} must begin with \"*.\" with resolution DYNAMIC_DNS", "use resolution DNS for a single name");
    }

    static void CheckPorts(ServiceEntry spec, ObjectReport report)
    {
        var (numbers, names) = (new HashSet<uint>(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < spec.Ports.Count; i++)
        {
            var (at, port) = (FieldPath.Item("spec.ports", i), spec.Ports[i]);
            if (SharedRules.CheckPort(port.Number, $"{at}.number", report) && !numbers.Add(port.Number))
                report.Error($"{at}.number", $"{at}.number {port.Number} is there twice", "give each port its own number");
            if (SharedRules.CheckLabelName(port.Name, $"{at}.name", report) && !names.Add(port.Name))
                report.Error($"{at}.name", $"{at}.name \"{port.Name}\" is there twice", "give each port its own name");
            SharedRules.CheckProtocol(port.Protocol, $"{at}.protocol", report);
            if (port.TargetPort > 65535)
                SharedRules.CheckPort(port.TargetPort, $"{at}.targetPort", report);
            if (spec.Resolution == Resolution.DynamicDns && !ResolvableProtocols.Contains(port.Protocol.ToUpperInvariant()))
                report.Error($"{at}.protocol", $"{at}.protocol must be one of {string.Join(", ", ResolvableProtocols)} with resolution DYNAMIC_DNS: no other says which host is meant");
        }
    }

    static void CheckEndpoints(ServiceEntry spec, ObjectReport report)
    {
        if (spec.Resolution == Resolution.None && spec.Endpoints.Count > 0)
            report.Error("spec.endpoints", "spec.endpoints are never used with resolution NONE", "use resolution STATIC or DNS");
        if (spec.Resolution == Resolution.DnsRoundRobin && spec.Endpoints.Count > 1)
            report.Error("spec.endpoints", "spec.endpoints may be one with resolution DNS_ROUND_ROBIN", "use resolution DNS");
        for (var i = 0; i < spec.Endpoints.Count; i++)
        {
            var (at, endpoint) = (FieldPath.Item("spec.endpoints", i), spec.Endpoints[i]);
            if (endpoint.Address.StartsWith(WorkloadEntryRules.Unix, StringComparison.Ordinal) && spec.Ports.Count != 1)
                report.Error($"{at}.address", $"{at}.address is a Unix socket, which serves exactly one port");
            WorkloadEntryRules.Check(endpoint, at, spec.Resolution == Resolution.Static, report);
            foreach (var name in endpoint.Ports.Keys.Where(name => spec.Ports.All(port => port.Name != name)))
                report.Error(FieldPath.Field($"{at}.ports", name), $"{at}.ports has \"{Quoting.Short(name)}\", which is none of spec.ports");
        }
    }
}
