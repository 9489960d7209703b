using System.Net;
using System.Text;
using Lateen.Local.Pods;

namespace Lateen.Local.Sandbox;

/// <summary>
/// The iptables rules of a pod with a sidecar: Istio's (istio-iptables, REDIRECT mode). All that comes in goes to port 15006, all that
/// goes out to 15001, except what the proxy itself sends, what stays on the loopback device, and the proxy's own ports.
/// </summary>
internal static class InterceptionRules
{
    /// <summary>The mark of the proxy's sockets (SO_MARK), as Istio's TPROXY mode uses it.</summary>
    public const int Mark = 1337;

    const int OutboundPort = 15001;
    const int InboundPort = 15006;

    // HBONE, Prometheus, readiness, merged metrics.
    static readonly int[] ProxyPorts = [15008, 15090, 15021, 15020];

    /// <summary>Text for <c>iptables-restore</c>.</summary>
    /// <param name="controlPlane">Traffic to it is never captured: the agent must reach it before any configuration is there.</param>
    public static string Render(Exemption exemption, IPAddress controlPlane)
    {
        var rules = new StringBuilder("*nat\n");
        foreach (var chain in (string[])["ISTIO_INBOUND", "ISTIO_IN_REDIRECT", "ISTIO_OUTPUT", "ISTIO_REDIRECT"])
            rules.Append($":{chain} - [0:0]\n");
        rules.Append("-A PREROUTING -p tcp -j ISTIO_INBOUND\n-A OUTPUT -p tcp -j ISTIO_OUTPUT\n");
        foreach (var port in ProxyPorts)
            rules.Append($"-A ISTIO_INBOUND -p tcp --dport {port} -j RETURN\n");
        rules.Append("-A ISTIO_INBOUND -p tcp -j ISTIO_IN_REDIRECT\n");
        rules.Append($"-A ISTIO_IN_REDIRECT -p tcp -j REDIRECT --to-ports {InboundPort}\n");
        rules.Append("-A ISTIO_OUTPUT -s 127.0.0.6/32 -o lo -j RETURN\n");
        rules.Append($"-A ISTIO_OUTPUT -d {controlPlane}/32 -j RETURN\n");
        foreach (var match in Matches(exemption))
            AppendProxyRules(rules, match);
        rules.Append("-A ISTIO_OUTPUT -o lo -j RETURN\n-A ISTIO_OUTPUT -d 127.0.0.1/32 -j RETURN\n-A ISTIO_OUTPUT -j ISTIO_REDIRECT\n");
        rules.Append($"-A ISTIO_REDIRECT -p tcp -j REDIRECT --to-ports {OutboundPort}\nCOMMIT\n");
        return rules.ToString();
    }

    static string[] Matches(Exemption exemption) => exemption == Exemption.Mark
        ? [$"-m mark --mark {Mark}"]
        : [$"-m owner --uid-owner {PodPlan.ProxyUserId}", $"-m owner --gid-owner {PodPlan.ProxyUserId}", $"-m mark --mark {Mark}"];

    // A proxy that calls its own pod's address means the service: that goes through its inbound side as for anybody else.
    static void AppendProxyRules(StringBuilder rules, string match) => rules
        .Append($"-A ISTIO_OUTPUT ! -d 127.0.0.1/32 -o lo -p tcp ! --dport 15008 {match} -j ISTIO_IN_REDIRECT\n")
        .Append($"-A ISTIO_OUTPUT {match} -j RETURN\n");
}
