using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Istio.Networking.V1Alpha3;
using Lateen.Core;
using Lateen.Pilot.Proxies;
using Lateen.Pilot.Services;
using ServicePort = Lateen.Pilot.Services.ServicePort;

namespace Lateen.Pilot.Scopes;

/// <summary>What a Sidecar's ingress listeners mean for one proxy: they replace all that services say of its ports.</summary>
static class SidecarIngress
{
    /// <summary>The ports, each once.</summary>
    /// <param name="rule">The Sidecar, with ingress.</param>
    /// <param name="exposed">What services expose: a port of theirs keeps its service's name.</param>
    /// <param name="address">The proxy's own.</param>
    public static IEnumerable<InboundTarget> Targets(SidecarRule rule, IReadOnlyList<InboundTarget> exposed, string address)
    {
        for (var i = 0; i < rule.Spec.Ingress.Count; i++)
        {
            var listener = rule.Spec.Ingress[i];
            if (listener.Port is not { } port)
                continue;
            var number = (int)port.Number;
            var service = exposed.FirstOrDefault(target => target.TargetPort == number)?.Service ?? StandIn(rule);
            var point = Point(rule, i, listener, address);
            yield return new InboundTarget(service, new ServicePort(port.Name, number, PortProtocols.OfServiceEntry(port.Protocol), port.Number.ToString(CultureInfo.InvariantCulture), i), number)
            {
                Ingress = point, Pool = point.Pool ?? rule.Spec.InboundConnectionPool,
            };
        }
    }

    static IngressPoint Point(SidecarRule rule, int index, IstioIngressListener listener, string address)
    {
        var (endpoint, isOwn) = Endpoint(listener.DefaultEndpoint, address);
        var bind = listener.Bind.Length > 0 ? listener.Bind : address;
        return new IngressPoint(rule.Object.Ref, index, bind, listener.CaptureMode != CaptureMode.None, endpoint, isOwn, listener.ConnectionPool);
    }

    /// <summary>A family that the proxy lacks is replaced by the one that it has.</summary>
    static (string Endpoint, bool IsOwnAddress) Endpoint(string written, string address)
    {
        if (written.Length == 0)
            return ("", false);
        if (written.StartsWith("unix://", StringComparison.Ordinal))
            return (written, true);
        var colon = written.LastIndexOf(':');
        var (host, port) = (written[..colon], written[(colon + 1)..]);
        var isV6 = IPAddress.TryParse(address, out var own) && own.AddressFamily == AddressFamily.InterNetworkV6;
        var at = (host, isV6) switch
        {
            ("0.0.0.0", false) => address,
            ("[::]", true) => $"[{address}]",
            ("[::1]" or "[::]", false) => host == "[::]" ? "[::1]" : "127.0.0.1",
            ("0.0.0.0", true) => "127.0.0.1",
            _ => host,
        };
        return ($"{at}:{port}", at == address || at == $"[{address}]");
    }

    /// <summary>What names a port that no service exposes.</summary>
    static Service StandIn(SidecarRule rule) => new(
        rule.Object.Ref, Hostname.Of($"{rule.Object.Name}.{rule.Object.Namespace}"), [], [], Labels.Empty, Resolution.Passthrough, ExportTo.Everybody, rule.Object.Metadata.CreationTimestamp);
}
