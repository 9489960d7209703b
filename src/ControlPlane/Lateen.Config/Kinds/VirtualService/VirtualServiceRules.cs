using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Config;

/// <summary>What a VirtualService must be, beyond its schema.</summary>
static class VirtualServiceRules
{
    /// <summary>What <c>gateways</c> calls all sidecars.</summary>
    public const string Mesh = "mesh";

    public static void Check(VirtualService spec, ObjectReport report)
    {
        CheckHosts(spec, report);
        SharedRules.CheckExportTo(spec.ExportTo, "spec.exportTo", report);
        for (var i = 0; i < spec.Gateways.Count; i++)
            SharedRules.CheckGatewayName(spec.Gateways[i], FieldPath.Item("spec.gateways", i), report);
        if (spec.Http.Count + spec.Tcp.Count + spec.Tls.Count == 0)
            report.Error("spec", "spec needs at least one of http, tls and tcp");
        for (var i = 0; i < spec.Http.Count; i++)
            HttpRouteRules.Check(spec.Http[i], spec, FieldPath.Item("spec.http", i), report);
        for (var i = 0; i < spec.Tcp.Count; i++)
            CheckTcp(spec.Tcp[i], FieldPath.Item("spec.tcp", i), report);
        for (var i = 0; i < spec.Tls.Count; i++)
            CheckTls(spec.Tls[i], spec, FieldPath.Item("spec.tls", i), report);
    }

    static void CheckHosts(VirtualService spec, ObjectReport report)
    {
        if (spec.Hosts.Count == 0)
        {
            // Without hosts it is a delegate, which others refer to by name.
            if (spec.Gateways.Count > 0)
                report.Error("spec.gateways", "spec.gateways has no place without hosts: a VirtualService without hosts is a delegate", "add spec.hosts");
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var isMesh = spec.Gateways.Count == 0 || spec.Gateways.Contains(Mesh);
        for (var i = 0; i < spec.Hosts.Count; i++)
        {
            var at = FieldPath.Item("spec.hosts", i);
            if (!SharedRules.CheckHost(spec.Hosts[i], at, report))
                continue;
            if (spec.Hosts[i] == "*" && isMesh)
                report.Error(at, $"{at} must not be \"*\" for sidecars", "name the hosts, or set spec.gateways without \"mesh\"");
            if (!seen.Add(spec.Hosts[i]))
                report.Error(at, $"{at} \"{spec.Hosts[i]}\" is there twice", "remove one of the two");
        }
    }

    static void CheckTcp(TCPRoute route, string path, ObjectReport report)
    {
        for (var i = 0; i < route.Match.Count; i++)
        {
            for (var j = 0; j < route.Match[i].DestinationSubnets.Count; j++)
                SharedRules.CheckNetwork(route.Match[i].DestinationSubnets[j], FieldPath.Item($"{FieldPath.Item($"{path}.match", i)}.destinationSubnets", j), report);
        }

        if (route.Route.Count == 0)
            report.Error($"{path}.route", $"{path}.route must have a destination");
        DestinationRules.Check([.. route.Route.Select(destination => (destination.Destination, destination.Weight))], $"{path}.route", report);
    }

    static void CheckTls(TLSRoute route, VirtualService spec, string path, ObjectReport report)
    {
        if (route.Match.Count == 0)
            report.Error($"{path}.match", $"{path}.match is missing", "name sniHosts");
        for (var i = 0; i < route.Match.Count; i++)
            CheckSniHosts(route.Match[i], spec, FieldPath.Item($"{path}.match", i), report);
        if (route.Route.Count == 0)
            report.Error($"{path}.route", $"{path}.route must have a destination");
        DestinationRules.Check([.. route.Route.Select(destination => (destination.Destination, destination.Weight))], $"{path}.route", report);
    }

    static void CheckSniHosts(TLSMatchAttributes match, VirtualService spec, string path, ObjectReport report)
    {
        if (match.SniHosts.Count == 0)
            report.Error($"{path}.sniHosts", $"{path}.sniHosts is missing");
        for (var i = 0; i < match.SniHosts.Count; i++)
        {
            var at = FieldPath.Item($"{path}.sniHosts", i);
            if (SharedRules.CheckHost(match.SniHosts[i], at, report)
                && !spec.Hosts.Any(host => Hostname.Of(match.SniHosts[i]).SubsetOf(Hostname.Of(host))))
                report.Error(at, $"{at} \"{match.SniHosts[i]}\" is none of spec.hosts", "add it there");
        }
    }
}
