using System.Globalization;
using System.Text;

namespace Lateen.Local.Sandbox;

/// <summary>
/// What kube-proxy does on a node, for pods without a sidecar: a connection to a service's address goes to one of its ready pods, each
/// as likely as the other.
/// </summary>
internal static class ServiceRules
{
    /// <summary>Text for <c>iptables-restore</c>, which replaces the node's whole nat table at once.</summary>
    public static string Render(IEnumerable<ServicePort> ports)
    {
        var rules = new StringBuilder("*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:LATEEN_SERVICES - [0:0]\n");
        rules.Append("-A PREROUTING -p tcp -j LATEEN_SERVICES\n-A OUTPUT -p tcp -j LATEEN_SERVICES\n");
        // Pods share a bridge: an answer would go to the client directly, past the translation, if the node did not stand in between.
        rules.Append("-A POSTROUTING -m conntrack --ctstate DNAT -j MASQUERADE\n");
        foreach (var port in ports)
            Append(rules, port);
        return rules.Append("COMMIT\n").ToString();
    }

    static void Append(StringBuilder rules, ServicePort port)
    {
        for (var left = port.Endpoints.Count; left > 0; left--)
        {
            var chance = left == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" -m statistic --mode random --probability {1.0 / left:0.########}");
            rules.Append($"-A LATEEN_SERVICES -d {port.Address}/32 -p tcp --dport {port.Port}{chance} -j DNAT --to-destination {port.Endpoints[left - 1]}\n");
        }
    }
}
