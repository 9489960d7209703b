using Istio.Networking.V1Alpha3;
using Lateen.Config.Reading;
using Lateen.Core;

namespace Lateen.Config;

/// <summary>What a Sidecar must be, beyond its schema.</summary>
static class SidecarRules
{
    static readonly string[] Loopbacks = ["127.0.0.1", "0.0.0.0", "[::1]", "[::]"];

    public static void Check(Sidecar spec, ObjectReport report)
    {
        SharedRules.CheckSelector(spec.WorkloadSelector?.Labels, "spec.workloadSelector.labels", report);
        if (spec.Egress.Count + spec.Ingress.Count == 0 && spec is { OutboundTrafficPolicy: null, InboundConnectionPool: null })
            report.Error("spec", "spec says nothing of what its workloads see or accept", "add egress, ingress or outboundTrafficPolicy");
        for (var i = 0; i < spec.Egress.Count; i++)
            CheckEgress(spec.Egress[i], isLast: i == spec.Egress.Count - 1, FieldPath.Item("spec.egress", i), report);
        CheckIngress(spec, report);
        if (spec.OutboundTrafficPolicy is { EgressProxy: { } proxy } policy)
        {
            if (policy.Mode != OutboundTrafficPolicy.Types.Mode.AllowAny)
                report.Error("spec.outboundTrafficPolicy.egressProxy", "spec.outboundTrafficPolicy.egressProxy has a meaning only with mode ALLOW_ANY");
            DestinationRules.Check(proxy, "spec.outboundTrafficPolicy.egressProxy", report);
        }
    }

    static void CheckEgress(IstioEgressListener listener, bool isLast, string path, ObjectReport report)
    {
        if (listener.Port is null && !isLast)
            report.Error(path, $"{path} takes all ports, so that those after it are never used", "put it last");
        if (listener.Hosts.Count == 0)
            report.Error($"{path}.hosts", $"{path}.hosts must name at least one host");
        for (var i = 0; i < listener.Hosts.Count; i++)
            CheckHost(listener.Hosts[i], FieldPath.Item($"{path}.hosts", i), report);
        var isUnix = listener.Bind.StartsWith(WorkloadEntryRules.Unix, StringComparison.Ordinal);
        if (listener.Port is { } port)
            CheckPort(port, isUnix, $"{path}.port", report);
        if (listener.Bind.Length > 0 && !isUnix && !IpText.TryParse(listener.Bind, out _))
            report.Error($"{path}.bind", $"{path}.bind must be an IP address, not \"{Quoting.Short(listener.Bind)}\"");
    }

    static void CheckIngress(Sidecar spec, ObjectReport report)
    {
        var taken = new HashSet<(string, uint)>();
        for (var i = 0; i < spec.Ingress.Count; i++)
        {
            var (at, listener) = (FieldPath.Item("spec.ingress", i), spec.Ingress[i]);
            if (listener.Port is not { } port)
            {
                report.Error(at, $"{at}.port is missing");
                continue;
            }

            CheckPort(port, isUnix: false, $"{at}.port", report);
            if (listener.Bind.Length > 0 && !IpText.TryParse(listener.Bind, out _))
                report.Error($"{at}.bind", $"{at}.bind must be an IP address, not \"{Quoting.Short(listener.Bind)}\"");
            if (!taken.Add((listener.Bind, port.Number)))
                report.Error($"{at}.port.number", $"{at}.port.number {port.Number} is there twice");
            CheckEndpoint(listener.DefaultEndpoint, $"{at}.defaultEndpoint", report);
        }
    }

    static void CheckEndpoint(string endpoint, string path, ObjectReport report)
    {
        if (endpoint.Length == 0 || endpoint.StartsWith(WorkloadEntryRules.Unix, StringComparison.Ordinal))
            return;
        var colon = endpoint.LastIndexOf(':');
        if (colon < 0 || !Loopbacks.Contains(endpoint[..colon]) || !ushort.TryParse(endpoint[(colon + 1)..], out var port) || port == 0)
            report.Error(path, $"{path} must be a port of {string.Join(", ", Loopbacks)} or a Unix socket, not \"{Quoting.Short(endpoint)}\"", "write for example 127.0.0.1:8080");
    }

    static void CheckPort(SidecarPort port, bool isUnix, string path, ObjectReport report)
    {
        if (!isUnix)
            SharedRules.CheckPort(port.Number, $"{path}.number", report);
        SharedRules.CheckProtocol(port.Protocol, $"{path}.protocol", report);
    }

    /// <summary><c>namespace/host</c>, where the namespace may be "*", ".", "~", or a name behind "~", which excludes.</summary>
    static void CheckHost(string text, string path, ObjectReport report)
    {
        var slash = text.IndexOf('/');
        if (slash <= 0 || slash == text.Length - 1 || text.Count(c => c == '/') > 1)
        {
            report.Error(path, $"{path} must be namespace/host, not \"{Quoting.Short(text)}\"", "write for example ./* or */reviews.default.svc.cluster.local");
            return;
        }

        var space = text[..slash].TrimStart('~');
        if (space is not ("" or "*" or "."))
            SharedRules.CheckLabelName(space, path, report);
        SharedRules.CheckHost(text[(slash + 1)..], path, report);
    }
}
